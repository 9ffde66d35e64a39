-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop view over_v) needs --allow blocks-reads.
-- Consent: step 3 (drop view v) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view over_v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.over_v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.over_v;

-- 2. drop function f(): it stands in the way, and comes back below
DROP FUNCTION public.f();

-- 3. drop view v: not declared
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 4. create materialized view v: declared, not there
--    hazard: long-scan
BEGIN;
CREATE MATERIALIZED VIEW public.v AS
SELECT t.id,
    t.name
   FROM t;
CREATE UNIQUE INDEX v_id ON public.v (id);
COMMENT ON MATERIALIZED VIEW public.v IS 'stored';
COMMIT;

-- 5. create function f(): put back
CREATE OR REPLACE FUNCTION public.f()
 RETURNS SETOF v
 LANGUAGE sql
AS $function$SELECT * FROM v$function$;

-- 6. create view over_v: put back
CREATE VIEW public.over_v AS
SELECT v.name
   FROM v;
