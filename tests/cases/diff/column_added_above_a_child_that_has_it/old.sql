CREATE TABLE p (a int);
CREATE TABLE c (n int, x int) INHERITS (p);
