-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint t_1.c: not declared
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 DROP CONSTRAINT c;

-- 2. add constraint t.c: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT c check ((b > 0)) NOT VALID;

-- 3. validate constraint t.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT c;
