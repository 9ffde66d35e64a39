CREATE TABLE t (id int, n int);
CREATE VIEW v AS SELECT id FROM t;
