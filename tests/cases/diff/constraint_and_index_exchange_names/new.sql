CREATE TABLE t (a int CONSTRAINT two UNIQUE, b int);
CREATE INDEX one ON t (b);
