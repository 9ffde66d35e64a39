-- A function that has a table's row type is there while the table changes, and goes before the table goes.
CREATE TABLE t (id integer, gone text, kept integer);
CREATE TABLE dropped (id integer);
CREATE FUNCTION of_row(t) RETURNS integer LANGUAGE sql AS 'SELECT $1.id';
CREATE FUNCTION all_rows() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION of_dropped(dropped[]) RETURNS integer LANGUAGE sql AS 'SELECT 1';
