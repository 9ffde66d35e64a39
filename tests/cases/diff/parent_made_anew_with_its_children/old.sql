CREATE TABLE p (a int, b int);
CREATE TABLE c (x int) INHERITS (p);
CREATE TABLE g (y int) INHERITS (c);
INSERT INTO g VALUES (1, 2, 3, 4);
