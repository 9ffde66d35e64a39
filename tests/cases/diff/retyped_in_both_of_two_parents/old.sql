CREATE TABLE p (a int, b int);
CREATE TABLE q (a int, d int);
CREATE TABLE c (e int) INHERITS (p, q);
CREATE TABLE g (f int) INHERITS (c);
