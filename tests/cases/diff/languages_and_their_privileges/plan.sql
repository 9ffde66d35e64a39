-- From old to new: 2 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Not proven: 2 steps about roles and what else only the server has.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create language My Language: declared, not there
BEGIN;
CREATE TRUSTED LANGUAGE "My Language" HANDLER plpgsql_call_handler INLINE plpgsql_inline_handler VALIDATOR plpgsql_validator;
COMMENT ON LANGUAGE "My Language" IS 'as plpgsql';
COMMIT;

-- 2. create function f(): declared, not there
CREATE OR REPLACE FUNCTION public.f()
 RETURNS void
 LANGUAGE "My Language"
AS $function$BEGIN END$function$;

-- 3. drop language gone: not declared
DROP LANGUAGE gone;

-- 4. change the privileges of language plpgsql: it is revoke usage from public
GRANT USAGE ON LANGUAGE plpgsql TO PUBLIC;

-- 5. give language My Language its owner and privileges: declared
GRANT USAGE ON LANGUAGE "My Language" TO pgkeel_case_reader;
