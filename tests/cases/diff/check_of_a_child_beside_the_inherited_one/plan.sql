-- From old to new: 1 missing.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint k.c: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.k (blocks reads and writes)
ALTER TABLE public.k ADD CONSTRAINT c check ((a > 0)) NOT VALID;

-- 2. validate constraint k.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.k (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.k VALIDATE CONSTRAINT c;
