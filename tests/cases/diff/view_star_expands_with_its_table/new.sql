CREATE TABLE t (id integer, name text, added date);
CREATE VIEW v AS SELECT * FROM t;
CREATE VIEW "V2" AS SELECT v.*, 1 AS one FROM v;
