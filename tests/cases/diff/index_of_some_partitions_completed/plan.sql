-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 1 (create its part on t_3) needs --allow blocks-writes.
-- Consent: step 5 (create its part on t_3) needs --allow blocks-writes.
SET search_path = public;

-- 1. create its part on t_3: it is partitioned itself
--    lock: SHARE on public.t_3 (blocks writes)
--    hazard: blocks-writes, long-scan
CREATE INDEX own_3 ON public.t_3 (b, a);

-- 2. attach it to index t.own: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.own_3 (blocks reads and writes)
ALTER INDEX public.own ATTACH PARTITION public.own_3;

-- 3. create its part on t_2: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_2 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_2_b_idx ON public.t_2 (b);

-- 4. attach it to index t.t_b_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_2_b_idx (blocks reads and writes)
ALTER INDEX public.t_b_idx ATTACH PARTITION public.t_2_b_idx;

-- 5. create its part on t_3: it is partitioned itself
--    lock: SHARE on public.t_3 (blocks writes)
--    hazard: blocks-writes, long-scan
CREATE INDEX t_3_b_idx ON public.t_3 (b);

-- 6. attach it to index t.t_b_idx: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_3_b_idx (blocks reads and writes)
ALTER INDEX public.t_b_idx ATTACH PARTITION public.t_3_b_idx;

-- 7. attach index t_1.own_1 to index t.own: an entry in the catalog
--    lock: ACCESS EXCLUSIVE on public.own_1 (blocks reads and writes)
ALTER INDEX public.own ATTACH PARTITION public.own_1;

-- 8. attach index t_2.own_2 to index t.own: an entry in the catalog
--    lock: ACCESS EXCLUSIVE on public.own_2 (blocks reads and writes)
ALTER INDEX public.own ATTACH PARTITION public.own_2;
