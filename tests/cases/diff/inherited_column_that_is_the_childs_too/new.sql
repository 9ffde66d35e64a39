CREATE TABLE p (a int, b text);
CREATE TABLE c (x int) INHERITS (p);
CREATE TABLE d (a int, x int) INHERITS (p);
