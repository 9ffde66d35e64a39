-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. make range type days known: the functions that it is made of name it
CREATE TYPE public.days;

-- 2. create function canonical_days(days): declared, not there
CREATE OR REPLACE FUNCTION public.canonical_days(days)
 RETURNS days
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$daterange_canonical$function$;

-- 3. create range type days: declared, not there
CREATE TYPE public.days AS RANGE (subtype = date, multirange_type_name = public.days_multirange, canonical = canonical_days);

-- 4. add column t.d: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN d days;
