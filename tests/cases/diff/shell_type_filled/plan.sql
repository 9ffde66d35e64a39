-- From old to new: 5 missing, 1 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function odd_out(odd): declared, not there
CREATE OR REPLACE FUNCTION public.odd_out(odd)
 RETURNS cstring
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$int4out$function$;

-- 2. create function modifiers_in(cstring[]): declared, not there
CREATE OR REPLACE FUNCTION public.modifiers_in(cstring[])
 RETURNS integer
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$varchartypmodin$function$;

-- 3. create function modifiers_out(integer): declared, not there
CREATE OR REPLACE FUNCTION public.modifiers_out(integer)
 RETURNS cstring
 LANGUAGE internal
 IMMUTABLE STRICT
AS $function$varchartypmodout$function$;

-- 4. create base type odd: no more than its name is there
CREATE TYPE public.odd (INTERNALLENGTH = 4, INPUT = odd_in, OUTPUT = odd_out, TYPMOD_IN = modifiers_in, TYPMOD_OUT = modifiers_out, ALIGNMENT = int4, STORAGE = plain, PASSEDBYVALUE);

-- 5. create domain twelve: declared, not there
CREATE DOMAIN public.twelve AS odd(12);

-- 6. create table t: declared, not there
CREATE TABLE public.t (
    a odd(3),
    b twelve
);
