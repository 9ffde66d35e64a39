CREATE TABLE t (a int CONSTRAINT one CHECK (a > 0), b int CONSTRAINT two CHECK (b > 0));
