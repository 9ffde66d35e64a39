-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. attach partition t.t_0: the table is there; its rows are checked against the bounds, unless a CHECK proves them
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.t_0 (blocks reads and writes)
--    hazard: long-scan
ALTER TABLE public.t ATTACH PARTITION public.t_0 for values from (0) to (10);
