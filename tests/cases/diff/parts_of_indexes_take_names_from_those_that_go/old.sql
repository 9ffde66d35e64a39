-- The name that an index of a partition should have is that of one that goes, and a new one takes its own.
CREATE TABLE p (a int, x text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
CREATE INDEX ia ON p (x);
CREATE INDEX ib ON p (x DESC);
CREATE INDEX ic ON p (x) WHERE a > 3;
