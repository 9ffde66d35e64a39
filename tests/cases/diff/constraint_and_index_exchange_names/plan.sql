-- From old to new: 2 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Note: if this is a rename, say so: --rename constraint:t.one=two
-- Note: if this is a rename, say so: --rename index:t.two=one
SET search_path = public;

-- 1. drop constraint t.one: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT one;

-- 2. drop index t.two: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.two;

-- 3. build the index of constraint t.two: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY two ON public.t (a);

-- 4. add constraint t.two: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT two UNIQUE USING INDEX two;

-- 5. create index t.one: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY one ON public.t (b);
