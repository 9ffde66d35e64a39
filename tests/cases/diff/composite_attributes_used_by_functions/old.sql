-- What uses an attribute goes and comes back when that gets another type, and is replaced before it goes.
CREATE TYPE pair AS (a integer, b text, "C c" integer, gone integer);
CREATE FUNCTION of_gone(p pair) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT (p).gone; END;
CREATE FUNCTION of_c(p pair) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT (p)."C c"; END;
CREATE FUNCTION of_a(p pair) RETURNS integer LANGUAGE sql AS 'SELECT (p).a';
CREATE VIEW both_of AS SELECT (ROW (1, 'x', 2, 3)::pair).a, of_c(ROW (1, 'x', 2, 3)::pair) AS c;
CREATE TABLE t (id integer DEFAULT (ROW (1, 'x', 2, 3)::pair)."C c");
