-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Note: if this is a rename, say so: --rename constraint:a.old_name=new_name
SET search_path = public;

-- 1. build the index of constraint a.new_name: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY new_name ON public.a (id);

-- 2. drop constraint b.b_a_id_fkey; drop constraint a.old_name; add constraint a.new_name; add constraint b.b_a_id_fkey: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
-- drop constraint b.b_a_id_fkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;
-- drop constraint a.old_name: not declared
ALTER TABLE public.a DROP CONSTRAINT old_name;
-- add constraint a.new_name: takes the index over: no scan
ALTER TABLE public.a ADD CONSTRAINT new_name PRIMARY KEY USING INDEX new_name;
-- add constraint b.b_a_id_fkey: new rows first: no scan
ALTER TABLE public.b ADD CONSTRAINT b_a_id_fkey foreign key (a_id) references a(id) NOT VALID;
COMMIT;

-- 3. validate constraint b.b_a_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;

-- 4. change the cluster on of table a: it is old_name
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.a CLUSTER ON new_name;
