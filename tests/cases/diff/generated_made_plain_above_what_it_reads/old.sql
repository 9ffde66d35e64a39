-- It reads a column that changes its type, or goes.
CREATE TABLE t (a bigint, gone int, b bigint GENERATED ALWAYS AS (a) STORED, c bigint GENERATED ALWAYS AS (gone + a) STORED);
CREATE VIEW v AS SELECT b FROM t;
