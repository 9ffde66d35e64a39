CREATE TYPE "Point" AS (x integer, y integer, gone text);
CREATE TABLE t (id integer, p "Point");
CREATE VIEW v AS SELECT (p).x FROM t;
