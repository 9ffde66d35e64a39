-- Two indexes whose parts are called alike go and come back with the type of their column, over two levels.
CREATE TABLE p (a int, x varchar(9)) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (10) PARTITION BY RANGE (a);
CREATE TABLE p11 PARTITION OF p1 FOR VALUES FROM (1) TO (10);
CREATE INDEX ia ON p (lower(x), a) WHERE a > 1;
CREATE INDEX ib ON p (lower(x), a) WITH (fillfactor=60);
