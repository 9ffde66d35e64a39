CREATE TABLE t (a int, b int);
CREATE INDEX t_a ON t (a DESC) INCLUDE (b) WHERE b > 0;
CREATE INDEX t_expression ON t ((a + b));
COMMENT ON INDEX t_expression IS 'the sum';
