-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_1) needs --allow data-loss,blocks-reads.
-- Consent: step 2 (drop index t_1.t_1_id_idx) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_1;

-- 2. drop index t_1.t_1_id_idx: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.t_1_id_idx;

-- 3. create index t_1.i2 without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t_1 (blocks writes)
CREATE INDEX i2 ON ONLY public.t_1 (id);

-- 4. create its part on t_1_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_1_id_idx ON public.t_1_1 (id);

-- 5. attach it to index t_1.i2: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_1_id_idx (blocks reads and writes)
ALTER INDEX public.i2 ATTACH PARTITION public.t_1_1_id_idx;
