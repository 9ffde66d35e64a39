-- From old to new: 3 missing, 1 changed.
-- Proven on a temporary database on the same server: 15 steps, 0 differences left.
-- Consent: step 15 (make partition sale.sale_0 anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. create index sale.by_region without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.sale (blocks writes)
CREATE INDEX by_region ON ONLY public.sale (region);

-- 2. create its part on sale_0: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.sale_0 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY sale_0_region_idx_old ON public.sale_0 (region);

-- 3. attach it to index sale.by_region: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.sale_0_region_idx_old (blocks reads and writes)
ALTER INDEX public.by_region ATTACH PARTITION public.sale_0_region_idx_old;

-- 4. create its part on sale_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.sale_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY sale_1_region_idx ON public.sale_1 (region);

-- 5. attach it to index sale.by_region: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.sale_1_region_idx (blocks reads and writes)
ALTER INDEX public.by_region ATTACH PARTITION public.sale_1_region_idx;

-- 6. create its part on sale_2: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.sale_2 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY sale_2_region_idx ON public.sale_2 (region);

-- 7. attach it to index sale.by_region: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.sale_2_region_idx (blocks reads and writes)
ALTER INDEX public.by_region ATTACH PARTITION public.sale_2_region_idx;

-- 8. create index sale.sale_id_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.sale (blocks writes)
CREATE UNIQUE INDEX sale_id_idx ON ONLY public.sale (id);

-- 9. create its part on sale_0: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.sale_0 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY sale_0_id_idx_old ON public.sale_0 (id);

-- 10. attach it to index sale.sale_id_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.sale_0_id_idx_old (blocks reads and writes)
ALTER INDEX public.sale_id_idx ATTACH PARTITION public.sale_0_id_idx_old;

-- 11. create its part on sale_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.sale_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY sale_1_id_idx ON public.sale_1 (id);

-- 12. attach it to index sale.sale_id_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.sale_1_id_idx (blocks reads and writes)
ALTER INDEX public.sale_id_idx ATTACH PARTITION public.sale_1_id_idx;

-- 13. create its part on sale_2: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.sale_2 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY sale_2_id_idx ON public.sale_2 (id);

-- 14. attach it to index sale.sale_id_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.sale_2_id_idx (blocks reads and writes)
ALTER INDEX public.sale_id_idx ATTACH PARTITION public.sale_2_id_idx;

-- 15. make partition sale.sale_0 anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.sale_0 (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.sale DETACH PARTITION public.sale_0;
ALTER TABLE public.sale_0 RENAME TO sale_0_old;
CREATE TABLE public.sale_0 PARTITION OF public.sale for values with (modulus 3, remainder 0) partition by hash (id);
CREATE TABLE public.sale_0_0 (LIKE public.sale_0 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.sale_0 ATTACH PARTITION public.sale_0_0 for values with (modulus 1, remainder 0);
INSERT INTO public.sale_0 (id, region)
SELECT id, region
  FROM ONLY public.sale_0_old;
DROP TABLE public.sale_0_old;
COMMIT;
