-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
SET search_path = public;

-- 1. set the default of column t.b: it is 1
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 2;

-- 2. check column t.b from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID;

-- 3. check the rows of column t.b: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT b_is_not_null;

-- 4. set column t.b not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT b_is_not_null;
COMMIT;

-- 5. set the default of column t_1.b: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ALTER COLUMN b SET DEFAULT 1;

-- 6. check column t_2.c from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
ALTER TABLE public.t_2 ADD CONSTRAINT c_is_not_null CHECK (c IS NOT NULL) NOT VALID;

-- 7. check the rows of column t_2.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t_2 VALIDATE CONSTRAINT c_is_not_null;

-- 8. set column t_2.c not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
BEGIN;
ALTER TABLE public.t_2 ALTER COLUMN c SET NOT NULL;
ALTER TABLE public.t_2 DROP CONSTRAINT c_is_not_null;
COMMIT;

-- 9. let column t_1.c be null: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ALTER COLUMN c DROP NOT NULL;
