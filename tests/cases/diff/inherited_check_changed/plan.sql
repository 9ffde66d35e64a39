-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint parent.bounded: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
BEGIN;
ALTER TABLE public.parent DROP CONSTRAINT bounded;
ALTER TABLE public.parent ADD CONSTRAINT bounded check ((id > 1)) NOT VALID;
COMMIT;

-- 2. validate constraint parent.bounded: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.parent (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.parent VALIDATE CONSTRAINT bounded;

-- 3. add constraint child.own: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
ALTER TABLE public.child ADD CONSTRAINT own check ((id <> 5)) NOT VALID;

-- 4. validate constraint child.own: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.child (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.child VALIDATE CONSTRAINT own;
