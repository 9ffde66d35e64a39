CREATE FUNCTION total(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT total(id) AS total FROM t;
