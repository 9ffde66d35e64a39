-- From old to new: 2 missing.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (add constraint b.b_a_id_fkey) needs --allow blocks-writes.
SET search_path = public;

-- 1. add constraint b.b_a_id_fkey: PostgreSQL has no online form for it
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.a (blocks writes)
--    hazard: long-scan, blocks-writes
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey foreign key (a_id) references a(id) on delete cascade;

-- 2. add constraint c.c_b_id_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.c (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
ALTER TABLE public.c ADD CONSTRAINT c_b_id_fkey foreign key (b_id) references b(id) NOT VALID;

-- 3. validate constraint c.c_b_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    lock: ROW SHARE on public.b (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.c VALIDATE CONSTRAINT c_b_id_fkey;
