-- Functions of one name are apart by their arguments.
CREATE FUNCTION f(integer) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT 1::text';
CREATE FUNCTION f(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1';
CREATE FUNCTION f(integer, text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $2';
CREATE VIEW v AS SELECT f(1) AS a, f('x'::text) AS b;
