CREATE TABLE p (a int, b text);
CREATE TABLE c (a int) INHERITS (p);
CREATE TABLE d (x int) INHERITS (p);
