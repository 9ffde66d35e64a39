-- The usual name of what a partition has for one index is that of another one's afterwards.
CREATE TABLE p (a int, x text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE INDEX ia ON p (x);
CREATE INDEX ib ON p (x DESC);
