-- From old to new: 1 missing, 5 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
SET search_path = public;

-- 1. check column c.id from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c ADD CONSTRAINT id_is_not_null CHECK (id IS NOT NULL) NOT VALID;

-- 2. check the rows of column c.id: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.c VALIDATE CONSTRAINT id_is_not_null;

-- 3. set column c.id not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
BEGIN;
ALTER TABLE public.c ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.c DROP CONSTRAINT id_is_not_null;
COMMIT;

-- 4. build the index of constraint c.once: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY once ON public.c (id);

-- 5. add constraint c.once: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c ADD CONSTRAINT once UNIQUE USING INDEX once;

-- 6. change the replica identity of table a: it is none
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.a REPLICA IDENTITY nothing;

-- 7. change the replica identity of table b: it is none
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
ALTER TABLE public.b REPLICA IDENTITY using index b_id;

-- 8. change the replica identity of table c: it is full
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c REPLICA IDENTITY using index once;

-- 9. change the cluster on of table c: it is none
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c CLUSTER ON once;
