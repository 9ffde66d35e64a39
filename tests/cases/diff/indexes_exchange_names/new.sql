CREATE TABLE t (a int, b int);
CREATE UNIQUE INDEX one ON t (b);
CREATE INDEX two ON t (a);
