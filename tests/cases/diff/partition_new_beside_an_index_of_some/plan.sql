-- From old to new: 2 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
-- Consent: step 1 (drop index t.some_id) needs --allow blocks-reads.
-- Consent: step 6 (drop index t."Some n") needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index t.some_id: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.some_id;

-- 2. create partition t.t_2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values from (20) to (30);
COMMIT;

-- 3. create index t.some_id without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX some_id ON ONLY public.t (id);

-- 4. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY "1 id" ON public.t_1 (id);

-- 5. attach it to index t.some_id: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public."1 id" (blocks reads and writes)
ALTER INDEX public.some_id ATTACH PARTITION public."1 id";

-- 6. drop index t."Some n": PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public."Some n";

-- 7. create index t."Some n" without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX "Some n" ON ONLY public.t (n);

-- 8. create its part on t_0: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_0 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY "0 n" ON public.t_0 (n);

-- 9. attach it to index t."Some n": an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public."0 n" (blocks reads and writes)
ALTER INDEX public."Some n" ATTACH PARTITION public."0 n";
