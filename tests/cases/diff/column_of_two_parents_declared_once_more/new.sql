CREATE TABLE p (a int);
CREATE TABLE q (b int);
CREATE TABLE c (n text DEFAULT 'c', x int) INHERITS (p, q);
