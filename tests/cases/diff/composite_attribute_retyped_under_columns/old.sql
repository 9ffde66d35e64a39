-- PostgreSQL alters no attribute of a type that a column has: a new type, and the columns converted by their text.
CREATE TYPE pair AS (a integer, b text);
CREATE TABLE t (id integer, p pair DEFAULT '(1,x)', ps pair[]);
CREATE VIEW v AS SELECT (p).a, (p).b FROM t;
CREATE FUNCTION first(pair) RETURNS text LANGUAGE sql IMMUTABLE RETURN ($1).b;
CREATE INDEX by_b ON t (((p).b));
