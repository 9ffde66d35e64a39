-- From old to new: 2 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint t.once: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT once;

-- 2. drop index t.twice: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.twice;

-- 3. build the index of constraint t.twice: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY twice ON public.t (b);

-- 4. add constraint t.twice: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT twice UNIQUE USING INDEX twice;

-- 5. create index t.once: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY once ON public.t (a);
