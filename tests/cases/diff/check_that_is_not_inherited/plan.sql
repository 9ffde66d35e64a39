-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint parent.everywhere: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
BEGIN;
ALTER TABLE public.parent DROP CONSTRAINT everywhere;
ALTER TABLE public.parent ADD CONSTRAINT everywhere check ((id < 100)) no inherit NOT VALID;
COMMIT;

-- 2. validate constraint parent.everywhere: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.parent (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.parent VALIDATE CONSTRAINT everywhere;

-- 3. add constraint parent.here: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
BEGIN;
ALTER TABLE public.parent DROP CONSTRAINT here;
ALTER TABLE public.parent ADD CONSTRAINT here check ((id > 0)) NOT VALID;
COMMIT;

-- 4. validate constraint parent.here: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.parent (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.parent VALIDATE CONSTRAINT here;
