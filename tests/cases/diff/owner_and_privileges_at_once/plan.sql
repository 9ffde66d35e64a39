-- From old to new: 6 changed.
-- Proven on a temporary database on the same server: 0 steps, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
SET search_path = public;

-- 1. change the owner and the privileges of schema house: it is postgres
BEGIN;
REVOKE CREATE ON SCHEMA house FROM pgkeel_case_reader CASCADE;
GRANT ALL ON SCHEMA house TO postgres;
ALTER SCHEMA house OWNER TO pgkeel_case_owner;
GRANT ALL ON SCHEMA house TO pgkeel_case_writer;
COMMIT;

-- 2. change the owner and the privileges of function f(): it is pgkeel_case_owner
BEGIN;
GRANT EXECUTE ON ROUTINE public.f() TO PUBLIC;
ALTER ROUTINE public.f() OWNER TO pgkeel_case_writer;
REVOKE EXECUTE ON ROUTINE public.f() FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.f() TO pgkeel_case_owner;
COMMIT;

-- 3. change the owner and the privileges of table t: it is pgkeel_case_owner
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
REVOKE INSERT, UPDATE ON TABLE public.t FROM pgkeel_case_writer CASCADE;
REVOKE SELECT ON TABLE public.t FROM pgkeel_case_reader CASCADE;
ALTER TABLE public.t OWNER TO pgkeel_case_reader;
REVOKE DELETE ON TABLE public.t FROM pgkeel_case_reader;
GRANT ALL ON TABLE public.t TO pgkeel_case_owner;
GRANT UPDATE (secret) ON TABLE public.t TO pgkeel_case_writer;
COMMIT;
