CREATE TABLE t (a int, b text, c int[]);
CREATE INDEX method ON t (a);
CREATE INDEX direction ON t (a, b);
CREATE INDEX class ON t (b);
CREATE INDEX part ON t (a);
CREATE INDEX kept ON t (a) WITH (fillfactor = 50);
CREATE UNIQUE INDEX loose ON t (a);
CREATE INDEX renamed_from ON t (c);
