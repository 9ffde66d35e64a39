-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
SET search_path = public;

-- 1. change the privileges of function "Other".akeys("Other".hstore): it is grant execute to pgkeel_case_reader
REVOKE EXECUTE ON ROUTINE "Other".akeys("Other".hstore) FROM pgkeel_case_reader CASCADE;

-- 2. change the privileges of base type "Other".hstore: it is revoke usage from public
GRANT USAGE ON TYPE "Other".hstore TO PUBLIC;

-- 3. change the schema of extension hstore: it is Other
ALTER EXTENSION hstore SET SCHEMA public;

-- 4. change the privileges of function avals(hstore): it is none
GRANT EXECUTE ON ROUTINE public.avals(hstore) TO pgkeel_case_reader;
