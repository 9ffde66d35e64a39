CREATE TABLE t (a int, b int);
CREATE TABLE l (x int) INHERITS (t);
CREATE TABLE r (y int) INHERITS (t);
CREATE TABLE d (z int) INHERITS (l, r);
