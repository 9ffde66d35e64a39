CREATE TABLE p (a int, b int CHECK (b > 0));
CREATE TABLE q (a int, d int, CONSTRAINT k CHECK (a > 0));
CREATE TABLE c (e int) INHERITS (p, q);
