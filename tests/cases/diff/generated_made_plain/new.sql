CREATE TABLE t (a int, b int DEFAULT 5);
