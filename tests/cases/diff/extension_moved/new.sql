CREATE SCHEMA extensions;
CREATE EXTENSION pg_trgm WITH SCHEMA extensions;
CREATE EXTENSION hstore WITH SCHEMA extensions;
CREATE TABLE t (name text, more extensions.hstore);
CREATE INDEX by_likeness ON t USING gin (name extensions.gin_trgm_ops);
