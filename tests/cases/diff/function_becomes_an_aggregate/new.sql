CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer);
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT total(id) AS total FROM t;
