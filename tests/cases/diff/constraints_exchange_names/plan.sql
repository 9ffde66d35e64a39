-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint t.one: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT one;
ALTER TABLE public.t ADD CONSTRAINT one check ((b > 0)) NOT VALID;
COMMIT;

-- 2. validate constraint t.one: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT one;

-- 3. add constraint t.two: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT two;
ALTER TABLE public.t ADD CONSTRAINT two check ((a > 0)) NOT VALID;
COMMIT;

-- 4. validate constraint t.two: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT two;
