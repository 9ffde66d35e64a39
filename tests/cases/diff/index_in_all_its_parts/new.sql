CREATE TABLE t (a int, b text, c int[]);
CREATE INDEX method ON t USING brin (a) WITH (pages_per_range = 16);
CREATE INDEX direction ON t (a DESC, b COLLATE "C" NULLS FIRST) INCLUDE (c);
CREATE INDEX class ON t (b varchar_pattern_ops);
CREATE INDEX part ON t (a) WHERE a IS NOT NULL;
CREATE INDEX kept ON t (a) WITH (fillfactor = 60);
CREATE INDEX loose ON t (a);
CREATE INDEX renamed_to ON t (c);
CREATE INDEX fresh ON t USING gin (c);
