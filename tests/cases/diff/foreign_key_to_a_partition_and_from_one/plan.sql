-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 4 (add constraint t.own) needs --allow blocks-writes.
SET search_path = public;

-- 1. drop constraint t_2.own: not declared
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.r (blocks reads and writes)
ALTER TABLE public.t_2 DROP CONSTRAINT own;

-- 2. add constraint o.o_x_fkey: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.o (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.o DROP CONSTRAINT o_x_fkey;
ALTER TABLE public.o ADD CONSTRAINT o_x_fkey foreign key (x) references t(a) NOT VALID;
COMMIT;

-- 3. validate constraint o.o_x_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.o (blocks nothing but other DDL)
--    lock: ROW SHARE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.o VALIDATE CONSTRAINT o_x_fkey;

-- 4. add constraint t.own: PostgreSQL has no online form for it
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.r (blocks writes)
--    hazard: long-scan, blocks-writes
ALTER TABLE public.t ADD CONSTRAINT own foreign key (b) references r(id);
