-- From old to new: 1 missing, 7 changed.
-- Proven on a temporary database on the same server: 11 steps, 0 differences left.
SET search_path = public;

-- 1. change the replica identity of table given_up: it is using index given_up_a
--    lock: ACCESS EXCLUSIVE on public.given_up (blocks reads and writes)
ALTER TABLE public.given_up REPLICA IDENTITY default;

-- 2. change the replica identity of table keyed: it is using index keyed_a
--    lock: ACCESS EXCLUSIVE on public.keyed (blocks reads and writes)
ALTER TABLE public.keyed REPLICA IDENTITY full;

-- 3. change the replica identity of table moved: it is using index moved_a
--    lock: ACCESS EXCLUSIVE on public.moved (blocks reads and writes)
ALTER TABLE public.moved REPLICA IDENTITY full;

-- 4. check column moved.b from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.moved (blocks reads and writes)
ALTER TABLE public.moved ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID;

-- 5. check the rows of column moved.b: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.moved (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.moved VALIDATE CONSTRAINT b_is_not_null;

-- 6. set column moved.b not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.moved (blocks reads and writes)
BEGIN;
ALTER TABLE public.moved ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.moved DROP CONSTRAINT b_is_not_null;
COMMIT;

-- 7. create index moved.moved_b: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.moved (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY moved_b ON public.moved (b);

-- 8. let column given_up.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.given_up (blocks reads and writes)
ALTER TABLE public.given_up ALTER COLUMN a DROP NOT NULL;

-- 9. let column keyed.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.keyed (blocks reads and writes)
ALTER TABLE public.keyed ALTER COLUMN a DROP NOT NULL;

-- 10. let column moved.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.moved (blocks reads and writes)
ALTER TABLE public.moved ALTER COLUMN a DROP NOT NULL;

-- 11. change the replica identity of table moved: it is using index moved_a
--    lock: ACCESS EXCLUSIVE on public.moved (blocks reads and writes)
ALTER TABLE public.moved REPLICA IDENTITY using index moved_b;
