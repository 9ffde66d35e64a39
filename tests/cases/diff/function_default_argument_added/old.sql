-- A default more is no other function: it is replaced where it stands. Without it, it is made anew.
CREATE FUNCTION f(a integer, b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a + b';
CREATE VIEW v AS SELECT f(1, 2) AS f;
