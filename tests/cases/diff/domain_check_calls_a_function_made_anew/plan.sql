-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 3 (create domain constraint fine.is_fine) needs --allow blocks-writes.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop domain constraint fine.is_fine: it stands in the way, and comes back below; until then it does not hold
ALTER DOMAIN public.fine DROP CONSTRAINT is_fine;

-- 2. replace function is_fine(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.is_fine(integer);
CREATE OR REPLACE FUNCTION public.is_fine(b integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT b > 0$function$;
COMMIT;

-- 3. create domain constraint fine.is_fine: put back
--    hazard: long-scan, blocks-writes
ALTER DOMAIN public.fine ADD CONSTRAINT is_fine check (is_fine(value));
