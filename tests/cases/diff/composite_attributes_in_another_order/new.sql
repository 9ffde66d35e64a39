CREATE TYPE "Point" AS (y integer, z integer, x integer);
CREATE TABLE t (id integer, p "Point");
CREATE VIEW v AS SELECT (p).x FROM t;
