-- From old to new: 1 missing, 3 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (drop index t.i) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index t.i: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.i;

-- 2. create index t.j without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX j ON ONLY public.t (b);

-- 3. create its part on t_1: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY own ON public.t_1 (b);

-- 4. attach it to index t.j: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.own (blocks reads and writes)
ALTER INDEX public.j ATTACH PARTITION public.own;

-- 5. create index t.i without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.t (blocks writes)
CREATE INDEX i ON ONLY public.t (a);
