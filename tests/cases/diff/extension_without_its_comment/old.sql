-- An extension comes with a comment, which can be taken away, and given back.
CREATE EXTENSION hstore;
COMMENT ON EXTENSION hstore IS NULL;
CREATE EXTENSION citext;
CREATE EXTENSION pg_trgm;
COMMENT ON EXTENSION pg_trgm IS NULL;
CREATE EXTENSION btree_gin;
