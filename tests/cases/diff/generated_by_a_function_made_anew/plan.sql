-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 2 (drop constraint t.t_a_check; drop column t.b; replace function twice(integer); and 2 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop index t.t_twice: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_twice;

-- 2. drop constraint t.t_a_check; drop column t.b; replace function twice(integer); and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop constraint t.t_a_check: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT t_a_check;
-- drop column t.b: what it is generated from changes: it is added below, and its values are computed anew
ALTER TABLE public.t DROP COLUMN b;
-- replace function twice(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.twice(integer);
CREATE OR REPLACE FUNCTION public.twice(m integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT m * 2::bigint$function$;
-- add column t.b: declared, not there
ALTER TABLE public.t ADD COLUMN b integer generated always as (twice(a)) stored;
-- add constraint t.t_a_check: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT t_a_check check ((twice(a) > 0)) NOT VALID;
COMMIT;

-- 3. validate constraint t.t_a_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_a_check;

-- 4. create index t.t_twice: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_twice ON public.t (twice(a));
