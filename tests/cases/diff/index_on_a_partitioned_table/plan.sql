-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop index events.events_old) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index events.events_old: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.events (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.events_old;

-- 2. create index events.events_id without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.events (blocks writes)
CREATE INDEX events_id ON ONLY public.events (id, at desc);

-- 3. create its part on events_2026_01: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.events_2026_01 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY events_2026_01_id_at_idx ON public.events_2026_01 (id, at desc);

-- 4. attach it to index events.events_id: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.events_2026_01_id_at_idx (blocks reads and writes)
ALTER INDEX public.events_id ATTACH PARTITION public.events_2026_01_id_at_idx;

-- 5. create its part on events_2026_02: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.events_2026_02 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY events_2026_02_id_at_idx ON public.events_2026_02 (id, at desc);

-- 6. attach it to index events.events_id: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.events_2026_02_id_at_idx (blocks reads and writes)
ALTER INDEX public.events_id ATTACH PARTITION public.events_2026_02_id_at_idx;
