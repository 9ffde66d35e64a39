-- An index is called already as the part is that comes; a unique index becomes a key as it is.
CREATE TABLE p (a int NOT NULL, b int) PARTITION BY RANGE (a);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (1) TO (5);
CREATE TABLE p2 PARTITION OF p FOR VALUES FROM (5) TO (9);
CREATE INDEX ON p1 (b);
CREATE UNIQUE INDEX p1_key ON p1 (a);
ALTER TABLE p2 ADD PRIMARY KEY (a);
