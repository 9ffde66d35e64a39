-- From old to new: 2 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint t.once: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT once;

-- 2. add constraint t.twice: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT twice UNIQUE USING INDEX twice;

-- 3. create index t.once: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY once ON public.t (a);
