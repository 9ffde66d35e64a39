-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop domain constraint fine.is_fine; replace function is_fine(integer); create domain constraint fine.is_fine) needs --allow blocks-writes.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop domain constraint fine.is_fine; replace function is_fine(integer); create domain constraint fine.is_fine: in one transaction, so that nobody misses what goes and comes back
--    hazard: blocks-writes, long-scan
BEGIN;
-- drop domain constraint fine.is_fine: it stands in the way, and comes back below; until then it does not hold
ALTER DOMAIN public.fine DROP CONSTRAINT is_fine;
-- replace function is_fine(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.is_fine(integer);
CREATE OR REPLACE FUNCTION public.is_fine(b integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT b > 0$function$;
-- create domain constraint fine.is_fine: put back
ALTER DOMAIN public.fine ADD CONSTRAINT is_fine check (is_fine(value));
COMMIT;
