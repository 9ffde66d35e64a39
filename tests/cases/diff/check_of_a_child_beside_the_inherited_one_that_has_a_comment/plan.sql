-- From old to new: 2 missing.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint k.c: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.k (blocks reads and writes)
BEGIN;
ALTER TABLE public.k ADD CONSTRAINT c check ((a > 0)) NOT VALID;
COMMENT ON CONSTRAINT c ON public.k IS 'of the child';
COMMIT;

-- 2. validate constraint k.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.k (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.k VALIDATE CONSTRAINT c;

-- 3. add constraint w.c: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.w (blocks reads and writes)
ALTER TABLE public.w ADD CONSTRAINT c check ((a > 0)) NOT VALID;

-- 4. validate constraint w.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.w (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.w VALIDATE CONSTRAINT c;
