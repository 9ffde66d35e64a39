-- PostgreSQL makes such a key anew, and knows of nothing that only needs the key; publications name the column.
CREATE TABLE t (a int, b int, c int, CONSTRAINT pk PRIMARY KEY (a) INCLUDE (b));
CREATE TABLE r (a int REFERENCES t, g int);
CREATE VIEW v AS SELECT a, c FROM t GROUP BY a;
CREATE FUNCTION f() RETURNS SETOF int BEGIN ATOMIC SELECT c FROM t GROUP BY a; END;
CREATE PUBLICATION p FOR TABLE t (a, b);
