-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop index t.was) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index t.was: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.was;

-- 2. create index t."Is" without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX "Is" ON ONLY public.t (b) where (id > 3);

-- 3. create its part on "T1": built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public."T1" (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY "T1_b_idx" ON public."T1" (b) where (id > 3);

-- 4. attach it to index t."Is": an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public."T1_b_idx" (blocks reads and writes)
ALTER INDEX public."Is" ATTACH PARTITION public."T1_b_idx";
