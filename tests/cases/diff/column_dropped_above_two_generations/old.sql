CREATE TABLE p (a int, b int, d int);
CREATE TABLE c (b int) INHERITS (p);
CREATE TABLE g () INHERITS (c);
CREATE TABLE h (d int) INHERITS (p);
