CREATE TYPE pair AS (a integer, b integer, c integer);
CREATE TABLE t (id integer, p pair, ps pair[]);
CREATE VIEW v AS SELECT (p).a FROM t;
