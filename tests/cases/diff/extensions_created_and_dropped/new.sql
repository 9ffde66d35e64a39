CREATE EXTENSION pg_trgm;
COMMENT ON EXTENSION pg_trgm IS 'three letters';
CREATE EXTENSION citext;
CREATE TABLE t (id integer, c citext DEFAULT 'a');
CREATE INDEX by_c ON t USING gin (c gin_trgm_ops);
CREATE VIEW v AS SELECT c = 'A' AS is_a FROM t;
