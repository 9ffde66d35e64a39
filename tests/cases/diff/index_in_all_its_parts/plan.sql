-- From old to new: 2 missing, 1 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 19 steps, 0 differences left.
-- Note: if this is a rename, say so: --rename index:t.renamed_from=renamed_to
SET search_path = public;

-- 1. drop index t.renamed_from: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.renamed_from;

-- 2. create index t.fresh: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY fresh ON public.t using gin (c);

-- 3. create index t.renamed_to: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY renamed_to ON public.t (c);

-- 4. build the new index t.class: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY class_new ON public.t (b varchar_pattern_ops);

-- 5. drop index t.class: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.class;

-- 6. name the new index t.class: it takes the old one's place
ALTER INDEX public.class_new RENAME TO class;

-- 7. build the new index t.direction: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY direction_new ON public.t (a desc, b collate "C" nulls first) include (c);

-- 8. drop index t.direction: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.direction;

-- 9. name the new index t.direction: it takes the old one's place
ALTER INDEX public.direction_new RENAME TO direction;

-- 10. change the options of index t.kept: they hold for what is written from now on
--    lock: SHARE UPDATE EXCLUSIVE on public.kept (blocks nothing but other DDL)
ALTER INDEX public.kept SET (fillfactor='60');

-- 11. build the new index t.loose: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY loose_new ON public.t (a);

-- 12. drop index t.loose: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.loose;

-- 13. name the new index t.loose: it takes the old one's place
ALTER INDEX public.loose_new RENAME TO loose;

-- 14. build the new index t.method: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY method_new ON public.t using brin (a) with (pages_per_range='16');

-- 15. drop index t.method: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.method;

-- 16. name the new index t.method: it takes the old one's place
ALTER INDEX public.method_new RENAME TO method;

-- 17. build the new index t.part: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY part_new ON public.t (a) where (a is not null);

-- 18. drop index t.part: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.part;

-- 19. name the new index t.part: it takes the old one's place
ALTER INDEX public.part_new RENAME TO part;
