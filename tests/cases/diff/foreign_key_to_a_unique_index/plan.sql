-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint b.b_a_id_fkey: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

-- 2. build the new index a.a_id: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_id_new ON public.a (id) include (n);

-- 3. drop index a.a_id: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.a_id;

-- 4. name the new index a.a_id: it takes the old one's place
ALTER INDEX public.a_id_new RENAME TO a_id;

-- 5. add constraint b.b_a_id_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.a (blocks writes)
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey foreign key (a_id) references a(id) NOT VALID;

-- 6. validate constraint b.b_a_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;
