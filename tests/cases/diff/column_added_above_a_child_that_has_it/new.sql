CREATE TABLE p (a int, n int);
CREATE TABLE c (n int, x int) INHERITS (p);
