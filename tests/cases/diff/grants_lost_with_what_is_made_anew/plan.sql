-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; replace function f(integer); create view v; and 3 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- replace function f(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT b$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT f(1) AS f,
    2 AS two;
-- give function f(integer) its owner and privileges: as before
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM pgkeel_case_writer CASCADE;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.f(integer) TO pgkeel_case_owner WITH GRANT OPTION;
SET ROLE pgkeel_case_owner;
GRANT EXECUTE ON ROUTINE public.f(integer) TO pgkeel_case_reader;
RESET ROLE;
-- give view v its owner and privileges: as before
REVOKE SELECT ON TABLE public.v FROM pgkeel_case_writer CASCADE;
GRANT INSERT ON TABLE public.v TO pgkeel_case_owner WITH GRANT OPTION;
-- give column v.f its owner and privileges: as before
GRANT SELECT (f) ON TABLE public.v TO pgkeel_case_reader;
COMMIT;
