CREATE FUNCTION new_key(prefix text DEFAULT 'a') RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (name text DEFAULT new_key(), short text, CONSTRAINT u UNIQUE (name));
CREATE INDEX i ON t (name);
