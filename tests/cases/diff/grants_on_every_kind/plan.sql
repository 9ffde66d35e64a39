-- From old to new: 16 changed.
-- Proven on a temporary database on the same server: 0 steps, 0 differences left.
-- Not proven: 16 steps about roles and what else only the server has.
SET search_path = public;

-- 1. change the privileges of schema public: it is grant create to pgkeel_case_writer
BEGIN;
REVOKE CREATE ON SCHEMA public FROM pgkeel_case_writer CASCADE;
GRANT USAGE ON SCHEMA public TO pgkeel_case_reader;
COMMIT;

-- 2. change the privileges of server server: it is none
GRANT USAGE ON FOREIGN SERVER server TO pgkeel_case_reader;

-- 3. change the privileges of foreign data wrapper w: it is none
GRANT USAGE ON FOREIGN DATA WRAPPER w TO pgkeel_case_reader;

-- 4. change the privileges of aggregate a(integer): it is none
GRANT EXECUTE ON FUNCTION public.a(integer) TO pgkeel_case_reader;

-- 5. change the privileges of function f(integer): it is grant execute to pgkeel_case_reader
BEGIN;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM pgkeel_case_reader CASCADE;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM PUBLIC;
COMMIT;

-- 6. change the privileges of function p(): it is none
GRANT EXECUTE ON ROUTINE public.p() TO pgkeel_case_reader;

-- 7. change the privileges of composite type c: it is none
REVOKE USAGE ON TYPE public.c FROM PUBLIC;

-- 8. change the privileges of domain d: it is none
GRANT USAGE ON TYPE public.d TO pgkeel_case_reader;

-- 9. change the privileges of enum e: it is grant usage to pgkeel_case_reader
BEGIN;
REVOKE USAGE ON TYPE public.e FROM pgkeel_case_reader CASCADE;
REVOKE USAGE ON TYPE public.e FROM PUBLIC;
COMMIT;

-- 10. change the privileges of materialized view m: it is none
GRANT SELECT ON TABLE public.m TO pgkeel_case_writer;

-- 11. change the privileges of range type r: it is none
GRANT USAGE ON TYPE public.r TO pgkeel_case_writer;

-- 12. change the privileges of sequence s: it is grant usage to pgkeel_case_reader
BEGIN;
REVOKE USAGE ON SEQUENCE public.s FROM pgkeel_case_reader CASCADE;
GRANT SELECT, UPDATE ON SEQUENCE public.s TO pgkeel_case_reader WITH GRANT OPTION;
COMMIT;

-- 13. change the privileges of table t: it is grant all to pgkeel_case_reader
BEGIN;
REVOKE ALL ON TABLE public.t FROM pgkeel_case_reader CASCADE;
REVOKE DELETE ON TABLE public.t FROM postgres;
GRANT SELECT ON TABLE public.t TO PUBLIC;
GRANT SELECT, INSERT ON TABLE public.t TO pgkeel_case_reader;
GRANT SELECT ("Name"), UPDATE ("Name") ON TABLE public.t TO pgkeel_case_writer;
GRANT UPDATE (id), REFERENCES (id) ON TABLE public.t TO pgkeel_case_writer;
COMMIT;

-- 14. change the privileges of column t."Name": it is none
GRANT SELECT ("Name"), UPDATE ("Name") ON TABLE public.t TO pgkeel_case_writer;

-- 15. change the privileges of column t.id: it is grant select to pgkeel_case_writer
BEGIN;
REVOKE SELECT (id) ON TABLE public.t FROM pgkeel_case_writer CASCADE;
GRANT UPDATE (id), REFERENCES (id) ON TABLE public.t TO pgkeel_case_writer;
COMMIT;

-- 16. change the privileges of view v: it is none
GRANT SELECT ON TABLE public.v TO PUBLIC;
