-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 12 steps, 0 differences left.
-- Consent: step 1 (drop index t.i) needs --allow blocks-reads.
-- Consent: step 2 (drop index t.j) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index t.i: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.i;

-- 2. drop index t.j: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.j;

-- 3. create index t.i without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX i ON ONLY public.t (b);

-- 4. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_b_idx ON public.t_1 (b);

-- 5. attach it to index t.i: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_b_idx (blocks reads and writes)
ALTER INDEX public.i ATTACH PARTITION public.t_1_b_idx;

-- 6. create its part on t_2: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_2_b_idx ON public.t_2 (b);

-- 7. attach it to index t.i: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_2_b_idx (blocks reads and writes)
ALTER INDEX public.i ATTACH PARTITION public.t_2_b_idx;

-- 8. create index t.j without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX j ON ONLY public.t (a);

-- 9. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_a_idx ON public.t_1 (a);

-- 10. attach it to index t.j: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_a_idx (blocks reads and writes)
ALTER INDEX public.j ATTACH PARTITION public.t_1_a_idx;

-- 11. create its part on t_2: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_2_a_idx ON public.t_2 (a);

-- 12. attach it to index t.j: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_2_a_idx (blocks reads and writes)
ALTER INDEX public.j ATTACH PARTITION public.t_2_a_idx;
