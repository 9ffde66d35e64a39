CREATE TABLE p (a int, n int, m text);
CREATE TABLE c () INHERITS (p);
CREATE TABLE g () INHERITS (c);
