CREATE TABLE p (a int, b int);
CREATE TABLE c (e text) INHERITS (p);
CREATE TABLE g (d int) INHERITS (c);
CREATE INDEX i ON g (a);
CREATE VIEW v AS SELECT a, b, d FROM g;
