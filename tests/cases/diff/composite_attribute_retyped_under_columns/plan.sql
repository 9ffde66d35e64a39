-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (drop view v; drop function first(pair); make composite type pair anew; and 2 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop index t.by_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_b;

-- 2. drop view v; drop function first(pair); make composite type pair anew; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop function first(pair): it stands in the way, and comes back below
DROP FUNCTION public.first(pair);
-- make composite type pair anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public.pair RENAME TO pair_old;
CREATE TYPE public.pair AS (a bigint, b text);
ALTER TABLE public.t ALTER COLUMN p DROP DEFAULT, ALTER COLUMN p TYPE pair USING p::text::pair, ALTER COLUMN p SET DEFAULT '(1,x)'::pair, ALTER COLUMN ps TYPE pair[] USING ps::text::pair[];
DROP TYPE public.pair_old;
-- create function first(pair): put back
CREATE OR REPLACE FUNCTION public.first(pair)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
RETURN ($1).b;
-- create view v: put back
CREATE VIEW public.v AS
SELECT (t.p).a AS a,
    (t.p).b AS b
   FROM t;
COMMIT;

-- 3. create index t.by_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_b ON public.t (((p).b));
