-- Indexes of a partition are as they were, and came in another order: they exchange names, two levels of them, one with options of its own.
CREATE TABLE p (a int, x text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10) PARTITION BY RANGE (a);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES FROM (1) TO (10);
CREATE INDEX ia ON p ((a+1));
CREATE INDEX ib ON p ((a+2));
CREATE INDEX own ON p11 ((a+3));
CREATE INDEX ic ON p ((a+4));
COMMENT ON INDEX p11_expr_idx IS 'first';
ALTER INDEX p11_expr_idx SET (fillfactor = 70);
CLUSTER p11 USING p11_expr_idx;
