CREATE TABLE p (a bigint, b int);
CREATE TABLE q (a bigint, d int);
CREATE TABLE c (e int) INHERITS (p, q);
CREATE TABLE g (f int) INHERITS (c);
