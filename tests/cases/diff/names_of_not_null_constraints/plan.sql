-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. check column t.gains from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT gains_is_not_null CHECK (gains IS NOT NULL) NOT VALID;

-- 2. check the rows of column t.gains: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT gains_is_not_null;

-- 3. set column t.gains not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN gains SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT gains_is_not_null;
COMMIT;

-- 4. let column t.loses be null: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN loses DROP NOT NULL;
