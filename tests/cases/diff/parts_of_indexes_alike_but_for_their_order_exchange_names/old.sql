-- PostgreSQL would attach an index to one that is another by its order alone: also further up.
CREATE TABLE p (a int, x text) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10) PARTITION BY RANGE (a);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES FROM (1) TO (10);
CREATE INDEX ia ON p (x);
CREATE INDEX ib ON p (x DESC);
CREATE INDEX ic ON p (x) WHERE a > 4;
