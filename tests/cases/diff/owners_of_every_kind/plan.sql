-- From old to new: 24 changed.
-- Proven on a temporary database on the same server: 0 steps, 0 differences left.
-- Not proven: 23 steps about roles and what else only the server has.
SET search_path = public;

-- 1. change the owner of schema Other: it is postgres
ALTER SCHEMA "Other" OWNER TO pgkeel_case_owner;

-- 2. change the owner of publication pub: it is postgres
ALTER PUBLICATION pub OWNER TO pgkeel_case_owner;

-- 3. change the owner of server server: it is postgres
ALTER SERVER server OWNER TO pgkeel_case_owner;

-- 4. change the owner of operator ===(integer, integer): it is postgres
ALTER OPERATOR public.===(integer, integer) OWNER TO pgkeel_case_owner;

-- 5. change the owner of aggregate a(integer): it is postgres
ALTER AGGREGATE public.a(integer) OWNER TO pgkeel_case_owner;

-- 6. change the owner of operator class cls using btree: it is postgres
ALTER OPERATOR CLASS public.cls using btree OWNER TO pgkeel_case_owner;

-- 7. change the owner of function f(): it is postgres
ALTER ROUTINE public.f() OWNER TO pgkeel_case_owner;

-- 8. change the owner of operator family fam using btree: it is postgres
ALTER OPERATOR FAMILY public.fam using btree OWNER TO pgkeel_case_owner;

-- 9. change the owner of function p(integer): it is postgres
ALTER ROUTINE public.p(integer) OWNER TO pgkeel_case_owner;

-- 10. change the owner of composite type c: it is postgres
ALTER TYPE public.c OWNER TO pgkeel_case_owner;

-- 11. change the owner of collation co: it is postgres
ALTER COLLATION public.co OWNER TO pgkeel_case_owner;

-- 12. change the owner of conversion cv: it is postgres
ALTER CONVERSION public.cv OWNER TO pgkeel_case_owner;

-- 13. change the owner of domain d: it is postgres
ALTER DOMAIN public.d OWNER TO pgkeel_case_owner;

-- 14. change the owner of enum e: it is postgres
ALTER TYPE public.e OWNER TO pgkeel_case_owner;

-- 15. change the owner of foreign table ft: it is postgres
--    lock: ACCESS EXCLUSIVE on public.ft (blocks reads and writes)
ALTER FOREIGN TABLE public.ft OWNER TO pgkeel_case_owner;

-- 16. change the owner of materialized view m: it is postgres
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
ALTER MATERIALIZED VIEW public.m OWNER TO pgkeel_case_owner;

-- 17. change the owner of range type r: it is postgres
ALTER TYPE public.r OWNER TO pgkeel_case_owner;

-- 18. change the owner of sequence s: it is postgres
ALTER SEQUENCE public.s OWNER TO pgkeel_case_owner;

-- 19. change the owner of statistics st: it is postgres
ALTER STATISTICS public.st OWNER TO pgkeel_case_owner;

-- 20. change the owner of table t: it is postgres
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t OWNER TO pgkeel_case_owner;

-- 21. change the owner of text search configuration tc: it is postgres
ALTER TEXT SEARCH CONFIGURATION public.tc OWNER TO pgkeel_case_owner;

-- 22. change the owner of text search dictionary td: it is postgres
ALTER TEXT SEARCH DICTIONARY public.td OWNER TO pgkeel_case_owner;

-- 23. change the owner of view v: it is postgres
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
ALTER VIEW public.v OWNER TO pgkeel_case_owner;
