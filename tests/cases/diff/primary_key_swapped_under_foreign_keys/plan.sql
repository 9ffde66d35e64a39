-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 11 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint b.b_a_code_fkey: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.b DROP CONSTRAINT b_a_code_fkey;

-- 2. drop constraint a.a_code_key: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.a DROP CONSTRAINT a_code_key;

-- 3. drop constraint b.b_a_id_fkey: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

-- 4. build the index of constraint a.a_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey_new ON public.a (code);

-- 5. add constraint a.a_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey_new;
COMMIT;

-- 6. build the index of constraint a.a_id_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_id_key ON public.a (id);

-- 7. add constraint a.a_id_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.a ADD CONSTRAINT a_id_key UNIQUE USING INDEX a_id_key;

-- 8. add constraint b.b_a_code_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.a (blocks writes)
ALTER TABLE public.b ADD CONSTRAINT b_a_code_fkey foreign key (a_code) references a(code) NOT VALID;

-- 9. validate constraint b.b_a_code_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_code_fkey;

-- 10. add constraint b.b_a_id_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.a (blocks writes)
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey foreign key (a_id) references a(id) NOT VALID;

-- 11. validate constraint b.b_a_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;
