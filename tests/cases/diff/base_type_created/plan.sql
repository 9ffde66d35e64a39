-- From old to new: 8 missing.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
-- Consent: step 8 (add column t.o) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. make base type odd known: the functions that it is made of name it
CREATE TYPE public.odd;

-- 2. create function odd_in(cstring): declared, not there
CREATE OR REPLACE FUNCTION public.odd_in(cstring)
 RETURNS odd
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int4in$function$;

-- 3. create function odd_out(odd): declared, not there
CREATE OR REPLACE FUNCTION public.odd_out(odd)
 RETURNS cstring
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int4out$function$;

-- 4. create base type odd: declared, not there
BEGIN;
CREATE TYPE public.odd (INTERNALLENGTH = 4, INPUT = odd_in, OUTPUT = odd_out, ALIGNMENT = int4, STORAGE = plain, PASSEDBYVALUE);
COMMENT ON TYPE public.odd IS 'A number';
COMMIT;

-- 5. create function an_odd(): declared, not there
CREATE OR REPLACE FUNCTION public.an_odd()
 RETURNS odd
 LANGUAGE sql
AS $function$SELECT '1'::odd$function$;

-- 6. create function odd_eq(odd, odd): declared, not there
CREATE OR REPLACE FUNCTION public.odd_eq(odd, odd)
 RETURNS boolean
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int4eq$function$;

-- 7. create operator =(odd, odd): declared, not there
CREATE OPERATOR public.= (FUNCTION = odd_eq, LEFTARG = odd, RIGHTARG = odd, COMMUTATOR = OPERATOR(public.=));

-- 8. add column t.o: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ADD COLUMN o odd default an_odd();

-- 9. create view v: declared, not there
CREATE VIEW public.v AS
SELECT (t.o = '1'::odd) AS is_one
   FROM t;
