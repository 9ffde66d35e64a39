-- The change of a parent's column comes down to partitions and children, whose own defaults stay.
CREATE TYPE kind AS ENUM ('x', 'y', 'z');
CREATE TABLE p (id integer, k kind DEFAULT 'x') PARTITION BY RANGE (id);
CREATE TABLE p1 PARTITION OF p FOR VALUES FROM (0) TO (10);
CREATE TABLE p2 PARTITION OF p (k DEFAULT 'y') FOR VALUES FROM (10) TO (20);
CREATE TABLE parent (k kind NOT NULL);
CREATE TABLE child (more kind DEFAULT 'y') INHERITS (parent);
ALTER TABLE child ALTER COLUMN k SET DEFAULT 'y';
