CREATE TABLE p (a int, b int);
CREATE TABLE c (CHECK (a = 1)) INHERITS (p);
CREATE TABLE t (a int, b int) PARTITION BY LIST (a);
