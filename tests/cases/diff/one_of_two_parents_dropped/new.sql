CREATE TABLE p (a int, b int);
CREATE TABLE c (e int) INHERITS (p);
