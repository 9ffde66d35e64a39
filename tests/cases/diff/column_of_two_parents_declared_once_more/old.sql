CREATE TABLE p (a int, n text DEFAULT 'p');
CREATE TABLE q (b int, n text DEFAULT 'q');
CREATE TABLE c (n text DEFAULT 'c', x int) INHERITS (p, q);
