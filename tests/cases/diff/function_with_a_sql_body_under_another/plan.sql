-- From old to new: 1 missing, 3 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop function count_t(); drop function two(); replace function one(); and 3 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop function count_t(); drop function two(); replace function one(); and 3 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop function count_t(): it stands in the way, and comes back below
DROP FUNCTION public.count_t();
-- drop function two(): it stands in the way, and comes back below
DROP FUNCTION public.two();
-- replace function one(): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.one();
CREATE OR REPLACE FUNCTION public.one()
 RETURNS bigint
 LANGUAGE sql
RETURN 1;
-- create function two(): put back
CREATE OR REPLACE FUNCTION public.two()
 RETURNS bigint
 LANGUAGE sql
BEGIN ATOMIC
 SELECT (one() + one());
END;
-- change column t.id to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
-- create function count_t(): put back
CREATE OR REPLACE FUNCTION public.count_t()
 RETURNS bigint
 LANGUAGE sql
BEGIN ATOMIC
 SELECT count(*) AS count
    FROM t
   WHERE (t.id > two());
END;
COMMIT;

-- 2. add column t.more: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN more text;
