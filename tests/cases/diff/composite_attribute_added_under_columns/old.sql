CREATE TYPE pair AS (a integer, b integer);
CREATE TABLE t (id integer, p pair, ps pair[]);
INSERT INTO t VALUES (1, '(1,2)', '{"(1,2)"}');
CREATE VIEW v AS SELECT (p).a FROM t;
