-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 14 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint c.c_pid_fkey: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.c DROP CONSTRAINT c_pid_fkey;

-- 2. drop constraint p.p_id_key: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p DROP CONSTRAINT p_id_key;

-- 3. drop constraint c.c_code_fkey: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.c DROP CONSTRAINT c_code_fkey;

-- 4. check column p.id from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD CONSTRAINT id_is_not_null CHECK (id IS NOT NULL) NOT VALID;

-- 5. check the rows of column p.id: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT id_is_not_null;

-- 6. set column p.id not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT id_is_not_null;
COMMIT;

-- 7. build the index of constraint p.p_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY p_pkey_new ON public.p (id);

-- 8. add constraint p.p_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p DROP CONSTRAINT p_pkey;
ALTER TABLE public.p ADD CONSTRAINT p_pkey PRIMARY KEY USING INDEX p_pkey_new;
COMMIT;

-- 9. build the index of constraint p.p_code_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY p_code_key ON public.p (code);

-- 10. add constraint p.p_code_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD CONSTRAINT p_code_key UNIQUE USING INDEX p_code_key;

-- 11. add constraint c.c_code_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.c (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.p (blocks writes)
ALTER TABLE public.c ADD CONSTRAINT c_code_fkey foreign key (code) references p(code) NOT VALID;

-- 12. validate constraint c.c_code_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    lock: ROW SHARE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.c VALIDATE CONSTRAINT c_code_fkey;

-- 13. add constraint c.c_pid_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.c (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.p (blocks writes)
ALTER TABLE public.c ADD CONSTRAINT c_pid_fkey foreign key (pid) references p(id) NOT VALID;

-- 14. validate constraint c.c_pid_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    lock: ROW SHARE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.c VALIDATE CONSTRAINT c_pid_fkey;
