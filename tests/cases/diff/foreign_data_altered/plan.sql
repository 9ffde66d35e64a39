-- From old to new: 6 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;

-- 1. alter foreign data wrapper wrapper: its definition differs
ALTER FOREIGN DATA WRAPPER wrapper OPTIONS (SET debug 'two');

-- 2. alter server Server: its definition differs
BEGIN;
ALTER SERVER "Server" VERSION 'two';
ALTER SERVER "Server" OPTIONS (ADD fresh 'it''s', SET host 'two', DROP gone);
COMMIT;

-- 3. alter server versioned: its definition differs
ALTER SERVER versioned VERSION NULL;

-- 4. alter foreign table f: its definition differs
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER FOREIGN TABLE public.f OPTIONS (SET file 'two', ADD fresh 'it''s', DROP gone);

-- 5. alter user mapping for pgkeel_case_reader server "Server": its definition differs
ALTER USER MAPPING for pgkeel_case_reader server "Server" OPTIONS (SET "user" 'two');

-- 6. change the fdw options of column f.id: it is column_name 'one'
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER FOREIGN TABLE public.f ALTER COLUMN id OPTIONS (SET column_name 'two');
