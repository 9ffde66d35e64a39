CREATE TABLE t (a int, b int, c int, UNIQUE (a), CONSTRAINT late UNIQUE (b), CONSTRAINT more UNIQUE (c));
