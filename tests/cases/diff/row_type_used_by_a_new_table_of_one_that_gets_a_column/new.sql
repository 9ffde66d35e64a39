CREATE DOMAIN percentage AS smallint DEFAULT 0 NOT NULL CHECK (VALUE BETWEEN 0 AND 100);
CREATE TABLE flags (key text PRIMARY KEY, floor percentage, kind text NOT NULL DEFAULT 'ops');
CREATE TABLE flag_audit (at timestamptz NOT NULL DEFAULT now(), old_row flags, new_rows flags[]);
