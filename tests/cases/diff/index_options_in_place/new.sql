CREATE TABLE t (a int, b text);
CREATE INDEX expression ON t ((a + 1)) WITH (fillfactor = 71, deduplicate_items = off) WHERE b = 'with (fillfactor=1)';
CREATE INDEX gin ON t USING gin (to_tsvector('simple', b)) WITH (gin_pending_list_limit = 100);
CREATE UNIQUE INDEX bare ON t (a) INCLUDE (b);
CREATE INDEX brin ON t USING brin (a) WITH (pages_per_range = 32, autosummarize = on);
CREATE TABLE parted (a int) PARTITION BY LIST (a);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN (1);
CREATE INDEX parted_a ON parted USING brin (a);
ALTER INDEX parted_1_a_idx SET (pages_per_range = 8);
