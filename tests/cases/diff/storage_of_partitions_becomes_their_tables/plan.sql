-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. attach partition p.p2: the table is there; its rows are checked against the bounds, unless a CHECK proves them
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.p2 (blocks reads and writes)
--    hazard: long-scan
ALTER TABLE public.p ATTACH PARTITION public.p2 for values from (1) to (10);

-- 2. change the storage of column p3.c: it is main
--    lock: ACCESS EXCLUSIVE on public.p3 (blocks reads and writes)
ALTER TABLE public.p3 ALTER COLUMN c SET STORAGE external;

-- 3. change the storage of column p2.c: it is extended
--    lock: ACCESS EXCLUSIVE on public.p2 (blocks reads and writes)
ALTER TABLE public.p2 ALTER COLUMN c SET STORAGE external;
