-- From old to new: 3 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 12 steps, 0 differences left.
-- Consent: step 9 (drop column t_1.x) needs --allow data-loss.
SET search_path = public;

-- 1. add column t.c: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN c integer;

-- 2. add constraint t.t_c_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_c_check check ((c > 0)) NOT VALID;

-- 3. validate constraint t.t_c_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_c_check;

-- 4. check column t_1.a from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ADD CONSTRAINT a_is_not_null CHECK (a IS NOT NULL) NOT VALID;

-- 5. check the rows of column t_1.a: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t_1 VALIDATE CONSTRAINT a_is_not_null;

-- 6. set column t_1.a not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
BEGIN;
ALTER TABLE public.t_1 ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t_1 DROP CONSTRAINT a_is_not_null;
COMMIT;

-- 7. add column t_1.b: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ADD COLUMN b text;

-- 8. add column t_1.c: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ADD COLUMN c integer;

-- 9. drop column t_1.x: the table that it is attached to has none
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t_1 DROP COLUMN x;

-- 10. add constraint t_1.t_c_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t_1 ADD CONSTRAINT t_c_check check ((c > 0)) NOT VALID;

-- 11. validate constraint t_1.t_c_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t_1 VALIDATE CONSTRAINT t_c_check;

-- 12. attach partition t.t_1: the table is there; its rows are checked against the bounds, unless a CHECK proves them
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: long-scan
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values in (1);
