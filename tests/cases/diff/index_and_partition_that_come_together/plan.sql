-- From old to new: 3 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_3) needs --allow data-loss.
-- Consent: step 2 (drop table t_3) needs --allow data-loss.
-- Consent: step 3 (add constraint t.k) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. detach partition t.t_3: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.t DETACH PARTITION public.t_3 CONCURRENTLY;

-- 2. drop table t_3: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_3;

-- 3. add constraint t.k: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
ALTER TABLE public.t ADD CONSTRAINT k unique (a);

-- 4. create index t.i without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX i ON ONLY public.t (b);

-- 5. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_1_b_idx ON public.t_1 (b);

-- 6. attach it to index t.i: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.t_1_b_idx (blocks reads and writes)
ALTER INDEX public.i ATTACH PARTITION public.t_1_b_idx;

-- 7. create partition t.t_2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values in (2);
COMMIT;
