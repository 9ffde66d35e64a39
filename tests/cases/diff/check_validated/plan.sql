-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint t.other: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT other;
ALTER TABLE public.t ADD CONSTRAINT other check ((b > 0)) not valid;
COMMIT;

-- 2. validate constraint t.positive: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT positive;
