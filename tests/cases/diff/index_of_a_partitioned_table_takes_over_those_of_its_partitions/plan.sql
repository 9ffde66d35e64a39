-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. create index t.t_n_idx without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX t_n_idx ON ONLY public.t (n);

-- 2. attach it to index t.t_n_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.its_own (blocks reads and writes)
ALTER INDEX public.t_n_idx ATTACH PARTITION public.its_own;

-- 3. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_n_idx ON public.t_1 (n);

-- 4. attach it to index t.t_n_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_n_idx (blocks reads and writes)
ALTER INDEX public.t_n_idx ATTACH PARTITION public.t_1_n_idx;
