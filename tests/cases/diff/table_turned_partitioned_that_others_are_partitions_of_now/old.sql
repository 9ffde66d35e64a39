CREATE TABLE t (a int, b int);
CREATE TABLE t_1 (a int, b int);
CREATE TABLE t_2 (a int, b int);
CREATE INDEX x ON t_1 (b);
