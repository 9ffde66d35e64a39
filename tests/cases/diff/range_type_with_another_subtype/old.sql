CREATE TYPE span AS RANGE (SUBTYPE = integer);
CREATE TABLE t (id integer, s span DEFAULT '[1,2)', ss span[]);
CREATE VIEW v AS SELECT lower(s) AS low FROM t;
