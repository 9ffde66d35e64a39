CREATE TABLE t (a int CONSTRAINT two CHECK (a > 0), b int CONSTRAINT one CHECK (b > 0));
