-- From old to new: 2 missing, 3 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
SET search_path = public;

-- 1. build the new index t_1.own: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY own_new ON public.t_1 (b);

-- 2. drop index t_1.own: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.own;

-- 3. name the new index t_1.own: it takes the old one's place
ALTER INDEX public.own_new RENAME TO own;

-- 4. create index t.i without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX i ON ONLY public.t (b);

-- 5. attach it to index t.i: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.own (blocks reads and writes)
ALTER INDEX public.i ATTACH PARTITION public.own;

-- 6. create index t.i2 without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX i2 ON ONLY public.t (b, a);

-- 7. attach it to index t.i2: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.other (blocks reads and writes)
ALTER INDEX public.i2 ATTACH PARTITION public.other;
