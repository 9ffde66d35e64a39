CREATE TABLE t (a int CONSTRAINT one UNIQUE, b int);
CREATE INDEX two ON t (b);
