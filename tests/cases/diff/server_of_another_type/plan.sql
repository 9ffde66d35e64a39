-- From old to new: 1 missing, 2 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Not proven: 2 steps about roles and what else only the server has.
-- Note: if this is a rename, say so: --rename foreign-table:goes=comes
SET search_path = public;

-- 1. drop foreign table goes: not declared
--    lock: ACCESS EXCLUSIVE on public.goes (blocks reads and writes)
DROP FOREIGN TABLE public.goes;

-- 2. drop user mapping for public server left_by_all: not declared
DROP USER MAPPING for public server left_by_all;

-- 3. replace server left_by_all: its definition differs
BEGIN;
DROP SERVER left_by_all;
CREATE SERVER left_by_all TYPE 'new' FOREIGN DATA WRAPPER w;
COMMIT;

-- 4. replace server s; create foreign table comes; give server s its owner and privileges: in one transaction, so that nobody misses what goes and comes back
BEGIN;
-- replace server s: its definition differs
DROP SERVER s;
CREATE SERVER s FOREIGN DATA WRAPPER w OPTIONS (b 'c');
COMMENT ON SERVER s IS 'a server';
-- create foreign table comes: declared, not there
CREATE FOREIGN TABLE public.comes (
    id integer
) SERVER left_by_all;
-- give server s its owner and privileges: as before
GRANT USAGE ON FOREIGN SERVER s TO PUBLIC;
COMMIT;
