-- From old to new: 2 missing, 1 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 2 (drop index p.ib) needs --allow blocks-reads.
SET search_path = public;

-- 1. exchange the names of indexes of p1: those of its table that they belong to came in another order
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_x_idx (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_x_idx2 (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.p1_x_idx RENAME TO p1_x_idx_until;
ALTER INDEX public.p1_x_idx2 RENAME TO p1_x_idx;
ALTER INDEX public.p1_x_idx_until RENAME TO p1_x_idx2;
COMMIT;

-- 2. drop index p.ib: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.ib;

-- 3. create index p.id without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX id ON ONLY public.p (x) where (a > 8);

-- 4. create its part on p1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p1_x_idx1 ON public.p1 (x) where (a > 8);

-- 5. attach it to index p.id: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_x_idx1 (blocks reads and writes)
ALTER INDEX public.id ATTACH PARTITION public.p1_x_idx1;

-- 6. create partition p.p2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.p2 (LIKE public.p INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.p ATTACH PARTITION public.p2 for values from (11) to (20);
COMMIT;

-- 7. exchange the names of indexes of p2: those of its table that they belong to came in another order
--    lock: SHARE UPDATE EXCLUSIVE on public.p2_x_idx (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.p2_x_idx1 (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.p2_x_idx2 (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.p2_x_idx RENAME TO p2_x_idx_until;
ALTER INDEX public.p2_x_idx1 RENAME TO p2_x_idx;
ALTER INDEX public.p2_x_idx2 RENAME TO p2_x_idx1;
ALTER INDEX public.p2_x_idx_until RENAME TO p2_x_idx2;
COMMIT;
