-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. build the index of constraint a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_by_new ON public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (id, n);

-- 2. add constraint a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (blocks reads and writes)
BEGIN;
ALTER TABLE public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ DROP CONSTRAINT a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytkey;
ALTER TABLE public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ ADD CONSTRAINT a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytkey UNIQUE USING INDEX a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_by_new;
COMMIT;

-- 3. build the new index a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytidx: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_by_new ON public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (n desc);

-- 4. drop index a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytidx: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytidx;

-- 5. name the new index a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytidx: it takes the old one's place
ALTER INDEX public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_by_new RENAME TO a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytidx;

-- 6. build the new index a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytixx: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_by_new ON public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (n desc nulls last);

-- 7. drop index a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytixx: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_ (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytixx;

-- 8. name the new index a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytes_.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytixx: it takes the old one's place
ALTER INDEX public.a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_by_new RENAME TO a_name_that_is_as_long_as_a_name_can_be_in_postgresql_63_bytixx;
