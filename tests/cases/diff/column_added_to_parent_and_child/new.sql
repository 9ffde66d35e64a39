CREATE TABLE p (a int, n text DEFAULT 'p');
CREATE TABLE c (n text DEFAULT 'c', x int) INHERITS (p);
CREATE TABLE g (n text) INHERITS (c);
