-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop constraint b.b_a_id_fkey; change column a.id to text; change column b.a_id to text; add constraint b.b_a_id_fkey) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop constraint b.b_a_id_fkey; change column a.id to text; change column b.a_id to text; add constraint b.b_a_id_fkey: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop constraint b.b_a_id_fkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
-- change column a.id to text: it is integer
ALTER TABLE public.a ALTER COLUMN id TYPE text USING id::text;
-- change column b.a_id to text: it is integer
ALTER TABLE public.b ALTER COLUMN a_id TYPE text USING a_id::text;
-- add constraint b.b_a_id_fkey: new rows first: no scan
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey foreign key (a_id) references a(id) NOT VALID;
COMMIT;

-- 2. validate constraint b.b_a_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;
