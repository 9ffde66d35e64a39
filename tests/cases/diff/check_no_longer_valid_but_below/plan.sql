-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint p.few: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p DROP CONSTRAINT few;
ALTER TABLE public.p ADD CONSTRAINT few check ((id < 5)) not valid;
COMMIT;

-- 2. validate constraint c.few: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.c VALIDATE CONSTRAINT few;
