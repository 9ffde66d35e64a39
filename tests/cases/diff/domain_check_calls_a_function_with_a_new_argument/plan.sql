-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop domain constraint d.d_check; drop function ok(integer); create function ok(integer, integer); create domain constraint d.d_check) needs --allow blocks-writes.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop domain constraint d.d_check; drop function ok(integer); create function ok(integer, integer); create domain constraint d.d_check: in one transaction, so that nobody misses what goes and comes back
--    hazard: blocks-writes, long-scan
BEGIN;
-- drop domain constraint d.d_check: it stands in the way, and comes back below; until then it does not hold
ALTER DOMAIN public.d DROP CONSTRAINT d_check;
-- drop function ok(integer): not declared
DROP FUNCTION public.ok(integer);
-- create function ok(integer, integer): declared, not there
CREATE OR REPLACE FUNCTION public.ok(v integer, lowest integer DEFAULT 0)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT v > lowest$function$;
-- create domain constraint d.d_check: put back
ALTER DOMAIN public.d ADD CONSTRAINT d_check check (ok(value));
COMMIT;
