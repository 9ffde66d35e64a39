-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint b.b_a_id_n_fkey: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.b DROP CONSTRAINT b_a_id_n_fkey;
ALTER TABLE public.b ADD CONSTRAINT b_a_id_n_fkey foreign key (a_id, n) references a(id, n) match full on delete set default (n) NOT VALID;
COMMIT;

-- 2. validate constraint b.b_a_id_n_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_n_fkey;

-- 3. add constraint b.to_a: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.b DROP CONSTRAINT to_a;
ALTER TABLE public.b ADD CONSTRAINT to_a foreign key (a_id) references a(id) on update set null on delete cascade NOT VALID;
COMMIT;

-- 4. validate constraint b.to_a: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT to_a;
