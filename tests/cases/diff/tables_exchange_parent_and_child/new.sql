CREATE TABLE c (a int, b int);
CREATE TABLE p () INHERITS (c);
