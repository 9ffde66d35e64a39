-- From old to new: 5 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Not proven: 8 steps about roles and what else only the server has.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create sequence s: declared, not there
CREATE SEQUENCE public.s;

-- 2. create function f(): declared, not there
CREATE OR REPLACE FUNCTION public.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;

-- 3. create table made: declared, not there
CREATE TABLE public.made (
    id integer
);

-- 4. give sequence s its owner and privileges: declared
BEGIN;
REVOKE USAGE ON SEQUENCE public.s FROM pgkeel_case_reader CASCADE;
GRANT UPDATE, USAGE ON SEQUENCE public.s TO pgkeel_case_writer WITH GRANT OPTION;
COMMIT;

-- 5. give function f() its owner and privileges: declared
REVOKE EXECUTE ON ROUTINE public.f() FROM PUBLIC;

-- 6. give table made its owner and privileges: declared
REVOKE SELECT ON TABLE public.made FROM pgkeel_case_reader CASCADE;

-- 7. change default privileges for role pgkeel_case_owner on tables: it is grant insert to pgkeel_case_writer
ALTER DEFAULT PRIVILEGES for role pgkeel_case_owner REVOKE INSERT ON TABLES FROM pgkeel_case_writer CASCADE;

-- 8. change default privileges for role pgkeel_case_owner on types: it is none
BEGIN;
ALTER DEFAULT PRIVILEGES for role pgkeel_case_owner REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER DEFAULT PRIVILEGES for role pgkeel_case_owner GRANT USAGE ON TYPES TO pgkeel_case_reader;
COMMIT;

-- 9. change default privileges for role postgres in schema public on sequences: it is grant usage to pgkeel_case_reader
BEGIN;
ALTER DEFAULT PRIVILEGES for role postgres in schema public REVOKE USAGE ON SEQUENCES FROM pgkeel_case_reader CASCADE;
ALTER DEFAULT PRIVILEGES for role postgres in schema public GRANT UPDATE, USAGE ON SEQUENCES TO pgkeel_case_writer WITH GRANT OPTION;
COMMIT;

-- 10. change default privileges for role postgres on functions: it is none
ALTER DEFAULT PRIVILEGES for role postgres REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;

-- 11. change default privileges for role postgres on tables: it is grant select to pgkeel_case_reader
ALTER DEFAULT PRIVILEGES for role postgres REVOKE SELECT ON TABLES FROM pgkeel_case_reader CASCADE;
