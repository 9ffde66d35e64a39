-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;

-- 1. check column t.n from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT n_is_not_null CHECK (n IS NOT NULL) NOT VALID;

-- 2. check the rows of column t.n: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT n_is_not_null;

-- 3. set column t.n not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN n SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT n_is_not_null;
COMMIT;

-- 4. add constraint t.positive: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT positive check ((n > 0)) NOT VALID;

-- 5. validate constraint t.positive: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT positive;
