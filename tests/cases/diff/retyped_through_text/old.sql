CREATE TABLE t (a int DEFAULT 1, b json, c bytea, d boolean DEFAULT true);
