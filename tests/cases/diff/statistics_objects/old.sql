CREATE TABLE t (a int, b int, c text);
CREATE STATISTICS changed (ndistinct) ON a, b FROM t;
CREATE STATISTICS gone ON a, b FROM t;
CREATE STATISTICS target ON a, b FROM t;
