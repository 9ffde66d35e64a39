-- While both are there, a call with one argument may mean either.
CREATE FUNCTION f(a integer, b integer DEFAULT 1) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE TABLE t (x integer DEFAULT f(1));
CREATE VIEW v AS SELECT f(1);
CREATE VIEW w AS SELECT f FROM v;
