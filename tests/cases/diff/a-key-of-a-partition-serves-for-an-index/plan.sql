-- From old to new: 3 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 1 (drop constraint stays_north.stays_north_pkey) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop constraint stays_north.stays_north_pkey: not declared; an index of the parent has it for its part, which goes only from what is no partition
--    lock: ACCESS EXCLUSIVE on public.stays (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.stays_north (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.stays DETACH PARTITION public.stays_north;
ALTER TABLE public.stays_north DROP CONSTRAINT stays_north_pkey;
ALTER TABLE public.stays ATTACH PARTITION public.stays_north for values in (1);
COMMIT;

-- 2. create partition tours.tours_north: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.tours (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.tours_north (LIKE public.tours INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS EXCLUDING INDEXES);
ALTER TABLE public.tours_north ADD CONSTRAINT tours_north_site_key unique (site);
ALTER TABLE public.tours ATTACH PARTITION public.tours_north for values in (1);
COMMIT;

-- 3. create partition tours.tours_south: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.tours (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.tours_south (LIKE public.tours INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.tours ATTACH PARTITION public.tours_south for values in (2);
COMMIT;

-- 4. add constraint tours_south.tours_south_site_key: the partition is new and empty
ALTER TABLE public.tours_south ADD CONSTRAINT tours_south_site_key unique (site);

-- 5. create index visits.visits_once without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.visits (blocks writes)
CREATE UNIQUE INDEX visits_once ON ONLY public.visits (site, day);

-- 6. attach constraint visits_north.visits_north_pkey to index visits.visits_once: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.visits_north_pkey (blocks reads and writes)
ALTER INDEX public.visits_once ATTACH PARTITION public.visits_north_pkey;

-- 7. create its part on visits_south: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.visits_south (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY visits_south_site_day_idx ON public.visits_south (site, day);

-- 8. attach it to index visits.visits_once: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.visits_south_site_day_idx (blocks reads and writes)
ALTER INDEX public.visits_once ATTACH PARTITION public.visits_south_site_day_idx;
