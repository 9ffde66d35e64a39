CREATE TABLE t (a int, b int, c text);
CREATE STATISTICS changed (mcv, dependencies) ON a, b, lower(c) FROM t;
CREATE STATISTICS target ON a, b FROM t;
ALTER STATISTICS target SET STATISTICS 50;
CREATE STATISTICS fresh ON (a + b) FROM t;
