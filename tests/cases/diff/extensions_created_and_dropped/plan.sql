-- From old to new: 5 missing, 4 unexpected.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
-- Consent: step 7 (drop column t.h) needs --allow data-loss.
-- Consent: step 9 (drop extension hstore) needs --allow data-loss.
SET search_path = public;

-- 1. drop index t.by_h: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_h;

-- 2. create extension citext: declared, not there
CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA public VERSION '1.6';

-- 3. create extension pg_trgm: declared, not there
BEGIN;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public VERSION '1.6';
COMMENT ON EXTENSION pg_trgm IS 'three letters';
COMMIT;

-- 4. add column t.c: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN c citext default 'a'::citext;

-- 5. create index t.by_c: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_c ON public.t using gin (c gin_trgm_ops);

-- 6. create view v: declared, not there
CREATE VIEW public.v AS
SELECT (t.c = 'A'::citext) AS is_a
   FROM t;

-- 7. drop column t.h: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN h;

-- 8. drop function f(hstore): not declared
DROP FUNCTION public.f(hstore);

-- 9. drop extension hstore: not declared
--    hazard: data-loss
DROP EXTENSION hstore;
