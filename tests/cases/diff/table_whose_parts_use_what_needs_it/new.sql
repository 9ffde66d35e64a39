-- An index and a check over a function of the table's rows, a default that looks into the table.
CREATE TABLE stays (id integer);
CREATE TABLE t (id integer, other integer DEFAULT 4, PRIMARY KEY (id));
CREATE FUNCTION is_good(t) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.id > 0';
CREATE FUNCTION next_id() RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT max(id) + 1 FROM t; END;
ALTER TABLE t ADD CONSTRAINT good CHECK (is_good(t.*)), ALTER COLUMN id SET DEFAULT next_id();
CREATE INDEX by_good ON t (is_good(t.*));
CREATE VIEW good_ones AS SELECT * FROM t WHERE is_good(t);
