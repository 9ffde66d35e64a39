-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint b.b_other_fkey: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.b DROP CONSTRAINT b_other_fkey;
ALTER TABLE public.b ADD CONSTRAINT b_other_fkey foreign key (other) references a(id) not valid;
COMMIT;

-- 2. validate constraint b.to_a: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT to_a;
