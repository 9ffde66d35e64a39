-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop domain constraint d.c; replace function ok(integer); make domain d anew) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop domain constraint d.c; replace function ok(integer); make domain d anew: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop domain constraint d.c: what it calls goes; the domain is made anew below, and checked as it should be
ALTER DOMAIN public.d DROP CONSTRAINT c;
-- replace function ok(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.ok(integer);
CREATE OR REPLACE FUNCTION public.ok(v integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT v$function$;
-- make domain d anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public.d RENAME TO d_old;
CREATE DOMAIN public.d AS integer;
ALTER DOMAIN public.d ADD CONSTRAINT c check ((ok(value) > 0));
ALTER TABLE public.t ALTER COLUMN a TYPE d, ALTER COLUMN b TYPE d[];
DROP DOMAIN public.d_old;
COMMIT;
