-- Keys, and an index that is the replica identity, exchange their names.
CREATE TABLE p (a int not null, x text not null) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10);
ALTER TABLE p ADD CONSTRAINT u1 UNIQUE (a, x);
ALTER TABLE p ADD CONSTRAINT u2 UNIQUE (a, x) DEFERRABLE;
CREATE UNIQUE INDEX ia ON p (a);
CREATE UNIQUE INDEX ib ON p (a DESC);
ALTER TABLE p1 REPLICA IDENTITY USING INDEX p1_a_idx;
