CREATE TABLE p (a int);
CREATE TABLE d (b int) INHERITS (p);
