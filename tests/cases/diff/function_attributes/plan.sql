-- From old to new: 6 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Not proven: 2 steps about roles and what else only the server has.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace function f(integer): its definition differs
CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL RESTRICTED STRICT LEAKPROOF COST 3
 SET "TimeZone" TO 'UTC'
AS $function$SELECT a$function$;

-- 2. replace function g(): its definition differs
CREATE OR REPLACE FUNCTION public.g()
 RETURNS SETOF integer
 LANGUAGE plpgsql
AS $function$BEGIN RETURN; END$function$;

-- 3. comment on function f(integer): the comment differs
COMMENT ON ROUTINE public.f(integer) IS 'same';

-- 4. change the owner and the privileges of function f(integer): it is postgres
BEGIN;
ALTER ROUTINE public.f(integer) OWNER TO pgkeel_case_owner;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.f(integer) TO pgkeel_case_writer WITH GRANT OPTION;
COMMIT;

-- 5. change the privileges of function g(): it is grant execute to pgkeel_case_reader
REVOKE EXECUTE ON ROUTINE public.g() FROM pgkeel_case_reader CASCADE;
