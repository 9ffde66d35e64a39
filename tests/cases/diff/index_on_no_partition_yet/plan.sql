-- From old to new: 2 missing.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. create index log.nowhere without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.log (blocks writes)
CREATE INDEX nowhere ON ONLY public.log (message);

-- 2. create index log.somewhere without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.log (blocks writes)
CREATE INDEX somewhere ON ONLY public.log (level);

-- 3. create its part on log_2024: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.log_2024 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY here ON public.log_2024 (level);

-- 4. attach it to index log.somewhere: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.here (blocks reads and writes)
ALTER INDEX public.somewhere ATTACH PARTITION public.here;
