CREATE TABLE t (id integer, kept bigint, added text);
CREATE TABLE made (id integer);
CREATE FUNCTION of_row(t) RETURNS integer LANGUAGE sql AS 'SELECT $1.id';
CREATE FUNCTION all_rows() RETURNS SETOF t LANGUAGE sql AS 'SELECT * FROM t';
CREATE FUNCTION of_made(made) RETURNS made LANGUAGE sql AS 'SELECT $1';
