CREATE TABLE t (a int, c int, b int GENERATED ALWAYS AS (a + 1) STORED);
