CREATE TYPE pair AS (a integer, b text, "C c" bigint, d date);
CREATE FUNCTION of_gone(p pair) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT (p).a; END;
CREATE FUNCTION of_c(p pair) RETURNS integer LANGUAGE sql BEGIN ATOMIC SELECT (p)."C c"::integer; END;
CREATE FUNCTION of_a(p pair) RETURNS integer LANGUAGE sql AS 'SELECT (p).a';
CREATE VIEW both_of AS SELECT (ROW (1, 'x', 2, now())::pair).a, of_c(ROW (1, 'x', 2, now())::pair) AS c;
CREATE TABLE t (id integer DEFAULT (ROW (1, 'x', 2, now())::pair)."C c"::integer);
