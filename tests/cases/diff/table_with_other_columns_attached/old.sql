CREATE TABLE t (a int NOT NULL, b text) PARTITION BY LIST (a);
CREATE TABLE t_1 (x int, a int);
CREATE INDEX i ON t (b);
