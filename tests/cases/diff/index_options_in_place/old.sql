-- Options that hold for what is written from then on need no new index; those of the whole index do.
CREATE TABLE t (a int, b text);
CREATE INDEX expression ON t ((a + 1)) WITH (fillfactor = 70) WHERE b = 'with (fillfactor=1)';
CREATE INDEX gin ON t USING gin (to_tsvector('simple', b)) WITH (fastupdate = off);
CREATE UNIQUE INDEX bare ON t (a) INCLUDE (b) WITH (fillfactor = 70);
CREATE INDEX brin ON t USING brin (a) WITH (pages_per_range = 16);
CREATE TABLE parted (a int) PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE INDEX parted_a ON parted USING brin (a);
