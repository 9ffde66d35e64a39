-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. replace function f(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT b$function$;
COMMIT;

-- 3. create view v: put back
CREATE VIEW public.v AS
SELECT f(1) AS f,
    2 AS two;

-- 4. give function f(integer) its owner and privileges: as before
BEGIN;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM pgkeel_case_writer CASCADE;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.f(integer) TO pgkeel_case_owner WITH GRANT OPTION;
SET ROLE pgkeel_case_owner;
GRANT EXECUTE ON ROUTINE public.f(integer) TO pgkeel_case_reader;
RESET ROLE;
COMMIT;

-- 5. give view v its owner and privileges: as before
BEGIN;
REVOKE SELECT ON TABLE public.v FROM pgkeel_case_writer CASCADE;
GRANT INSERT ON TABLE public.v TO pgkeel_case_owner WITH GRANT OPTION;
COMMIT;

-- 6. give column v.f its owner and privileges: as before
GRANT SELECT (f) ON TABLE public.v TO pgkeel_case_reader;
