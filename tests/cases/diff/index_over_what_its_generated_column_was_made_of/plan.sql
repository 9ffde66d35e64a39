-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 4 (change column places.lon to longitude) needs --allow rewrite,blocks-reads.
-- Consent: step 5 (add column places.loc) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop index places.places_earth: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.places (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.places_earth;

-- 2. create domain longitude: declared, not there
CREATE DOMAIN public.longitude AS double precision;

-- 3. add domain constraint longitude.longitude_check: the domain is new
ALTER DOMAIN public.longitude ADD CONSTRAINT longitude_check check (((value >= ('-180'::integer)::double precision) and (value < (180)::double precision)));

-- 4. change column places.lon to longitude: it is double precision
--    lock: ACCESS EXCLUSIVE on public.places (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.places ALTER COLUMN lon TYPE longitude;

-- 5. add column places.loc: declared, not there
--    lock: ACCESS EXCLUSIVE on public.places (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.places ADD COLUMN loc double precision generated always as ((lat * (lon)::double precision)) stored;

-- 6. create index places.places_earth: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.places (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY places_earth ON public.places (loc);
