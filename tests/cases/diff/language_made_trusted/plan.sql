-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function validator(oid): declared, not there
CREATE OR REPLACE FUNCTION public.validator(oid)
 RETURNS void
 LANGUAGE c
 STRICT
AS '$libdir/plpgsql', $function$plpgsql_validator$function$;

-- 2. replace language mine: its definition differs
CREATE OR REPLACE TRUSTED LANGUAGE mine HANDLER handler VALIDATOR validator;

-- 3. replace function one(): its definition differs
CREATE OR REPLACE FUNCTION public.one()
 RETURNS integer
 LANGUAGE mine
AS $function$BEGIN RETURN 2; END$function$;
