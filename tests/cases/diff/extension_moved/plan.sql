-- From old to new: 3 missing, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. change the schema of extension pg_trgm: it is public
ALTER EXTENSION pg_trgm SET SCHEMA extensions;

-- 2. create extension hstore: declared, not there
CREATE EXTENSION IF NOT EXISTS hstore WITH SCHEMA extensions VERSION '1.8';

-- 3. add column t.more: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN more extensions.hstore;

-- 4. create index t.by_likeness: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_likeness ON public.t using gin (name extensions.gin_trgm_ops);
