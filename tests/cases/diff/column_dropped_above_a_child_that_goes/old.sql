CREATE TABLE p (a int, b int);
CREATE TABLE c (x int) INHERITS (p);
CREATE TABLE d (b int) INHERITS (p);
CREATE TABLE e (y int) INHERITS (c);
