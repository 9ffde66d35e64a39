-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. change the options of index parted_1.parted_1_a_idx: they hold for all of it once it is built anew
--    lock: SHARE UPDATE EXCLUSIVE on public.parted_1_a_idx (blocks nothing but other DDL)
ALTER INDEX public.parted_1_a_idx SET (pages_per_range='8');

-- 2. rebuild index parted_1.parted_1_a_idx: so that its options hold for all of it
--    lock: SHARE UPDATE EXCLUSIVE on public.parted_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
REINDEX INDEX CONCURRENTLY public.parted_1_a_idx;

-- 3. change the options of index t.bare: they hold for what is written from now on
--    lock: SHARE UPDATE EXCLUSIVE on public.bare (blocks nothing but other DDL)
ALTER INDEX public.bare RESET (fillfactor);

-- 4. build the new index t.brin: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY brin_new ON public.t using brin (a) with (pages_per_range='32', autosummarize='on');

-- 5. drop index t.brin: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.brin;

-- 6. name the new index t.brin: it takes the old one's place
ALTER INDEX public.brin_new RENAME TO brin;

-- 7. change the options of index t.expression: they hold for what is written from now on
--    lock: SHARE UPDATE EXCLUSIVE on public.expression (blocks nothing but other DDL)
ALTER INDEX public.expression SET (fillfactor='71', deduplicate_items=off);

-- 8. change the options of index t.gin: they hold for what is written from now on
--    lock: SHARE UPDATE EXCLUSIVE on public.gin (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.gin SET (gin_pending_list_limit='100');
ALTER INDEX public.gin RESET (fastupdate);
COMMIT;
