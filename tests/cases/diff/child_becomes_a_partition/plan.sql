-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. take table c from its parent: what inherits cannot be a partition
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c NO INHERIT public.p;

-- 2. attach partition t.c: the table is there; its rows are checked against the bounds, unless a CHECK proves them
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: long-scan
ALTER TABLE public.t ATTACH PARTITION public.c for values in (1);

-- 3. drop constraint c.c_a_check: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c DROP CONSTRAINT c_a_check;
