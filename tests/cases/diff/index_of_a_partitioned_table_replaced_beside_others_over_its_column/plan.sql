-- From old to new: 2 missing, 1 changed.
-- Proven on a temporary database on the same server: 10 steps, 0 differences left.
-- Consent: step 1 (drop index t.i) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index t.i: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.i;

-- 2. create index t.a_first without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX a_first ON ONLY public.t (a desc);

-- 3. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_a_idx ON public.t_1 (a desc);

-- 4. attach it to index t.a_first: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_a_idx (blocks reads and writes)
ALTER INDEX public.a_first ATTACH PARTITION public.t_1_a_idx;

-- 5. create index t.z_last without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX z_last ON ONLY public.t (a) where (b > 0);

-- 6. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_a_idx1 ON public.t_1 (a) where (b > 0);

-- 7. attach it to index t.z_last: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_a_idx1 (blocks reads and writes)
ALTER INDEX public.z_last ATTACH PARTITION public.t_1_a_idx1;

-- 8. create index t.i without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX i ON ONLY public.t (b);

-- 9. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_b_idx ON public.t_1 (b);

-- 10. attach it to index t.i: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_b_idx (blocks reads and writes)
ALTER INDEX public.i ATTACH PARTITION public.t_1_b_idx;
