-- From old to new: 3 missing, 2 unexpected, 10 changed.
-- Proven on a temporary database on the same server: 23 steps, 0 differences left.
-- Consent: step 2 (detach partition left_over.left_over_south) needs --allow data-loss.
-- Consent: step 3 (drop table left_over_south) needs --allow data-loss.
-- Consent: step 4 (drop constraint left_over.left_over_pkey; drop constraint let_go.let_go_pkey; drop index left_over.left_over_day; and 9 more) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. drop constraint gone.gone_pkey: not declared
--    lock: ACCESS EXCLUSIVE on public.gone (blocks reads and writes)
ALTER TABLE public.gone DROP CONSTRAINT gone_pkey;

-- 2. detach partition left_over.left_over_south: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.left_over (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.left_over DETACH PARTITION public.left_over_south CONCURRENTLY;

-- 3. drop table left_over_south: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.left_over_south;

-- 4. drop constraint left_over.left_over_pkey; drop constraint let_go.let_go_pkey; drop index left_over.left_over_day; and 9 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.left_over (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.let_go (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.fresh (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.adopted (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.adopted_north_pkey (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.begun (blocks reads and writes)
--    hazard: blocks-writes, blocks-reads, long-scan
BEGIN;
-- drop constraint left_over.left_over_pkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.left_over DROP CONSTRAINT left_over_pkey;
-- drop constraint let_go.let_go_pkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.let_go DROP CONSTRAINT let_go_pkey;
-- drop index left_over.left_over_day: PostgreSQL cannot drop a partitioned index concurrently
DROP INDEX public.left_over_day;
-- create table fresh: declared, not there
CREATE TABLE public.fresh (
    site integer not null,
    day date not null
) PARTITION BY list (site);
-- create partition fresh.fresh_north: declared, not there; a partition that is partitioned itself cannot be made apart
CREATE TABLE public.fresh_north PARTITION OF public.fresh for values in (1) partition by range (day);
ALTER TABLE public.fresh_north ADD CONSTRAINT fresh_north_pkey primary key (site, day);
-- create partition fresh.fresh_south: declared, not there
CREATE TABLE public.fresh_south (LIKE public.fresh INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.fresh ATTACH PARTITION public.fresh_south for values in (2);
-- add constraint fresh.fresh_pkey: declared for some partitions only
ALTER TABLE ONLY public.fresh ADD CONSTRAINT fresh_pkey primary key (site, day);
ALTER INDEX public.fresh_pkey ATTACH PARTITION public.fresh_north_pkey;
-- add constraint adopted.adopted_pkey without its partitions: declared for some partitions only; no row is read
ALTER TABLE ONLY public.adopted ADD CONSTRAINT adopted_pkey primary key (site, day);
-- attach constraint adopted_north.adopted_north_pkey to constraint adopted.adopted_pkey: an entry in the catalog; the last one makes the whole index valid
ALTER INDEX public.adopted_pkey ATTACH PARTITION public.adopted_north_pkey;
-- add constraint begun.begun_pkey without its partitions: declared for some partitions only; no row is read
ALTER TABLE ONLY public.begun ADD CONSTRAINT begun_pkey primary key (site, day);
-- add constraint left_over.left_over_pkey: PostgreSQL has no online form for it
ALTER TABLE public.left_over ADD CONSTRAINT left_over_pkey primary key (site, day);
-- add constraint let_go.let_go_pkey without its partitions: declared for some partitions only; no row is read
ALTER TABLE ONLY public.let_go ADD CONSTRAINT let_go_pkey primary key (site, day);
COMMIT;

-- 5. build the index of constraint let_go_south.theirs: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.let_go_south (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY theirs ON public.let_go_south (site, day);

-- 6. add constraint let_go_south.theirs: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.let_go_south (blocks reads and writes)
ALTER TABLE public.let_go_south ADD CONSTRAINT theirs PRIMARY KEY USING INDEX theirs;

-- 7. attach constraint let_go_south.theirs to constraint let_go.let_go_pkey: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.theirs (blocks reads and writes)
ALTER INDEX public.let_go_pkey ATTACH PARTITION public.theirs;

-- 8. create index left_over.left_over_day without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.left_over (blocks writes)
CREATE INDEX left_over_day ON ONLY public.left_over (day);

-- 9. create its part on left_over_north: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.left_over_north (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY left_over_north_day_idx ON public.left_over_north (day);

-- 10. attach it to index left_over.left_over_day: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.left_over_north_day_idx (blocks reads and writes)
ALTER INDEX public.left_over_day ATTACH PARTITION public.left_over_north_day_idx;

-- 11. attach constraint apart_north.apart_north_pkey to constraint apart.apart_pkey: an entry in the catalog
--    lock: ACCESS EXCLUSIVE on public.apart_north_pkey (blocks reads and writes)
ALTER INDEX public.apart_pkey ATTACH PARTITION public.apart_north_pkey;

-- 12. attach constraint apart_south.apart_south_pkey to constraint apart.apart_pkey: an entry in the catalog
--    lock: ACCESS EXCLUSIVE on public.apart_south_pkey (blocks reads and writes)
ALTER INDEX public.apart_pkey ATTACH PARTITION public.apart_south_pkey;

-- 13. build the index of constraint ended_north.ended_north_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.ended_north (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY ended_north_pkey ON public.ended_north (site, day);

-- 14. add constraint ended_north.ended_north_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.ended_north (blocks reads and writes)
ALTER TABLE public.ended_north ADD CONSTRAINT ended_north_pkey PRIMARY KEY USING INDEX ended_north_pkey;

-- 15. attach constraint ended_north.ended_north_pkey to constraint ended.ended_pkey: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.ended_north_pkey (blocks reads and writes)
ALTER INDEX public.ended_pkey ATTACH PARTITION public.ended_north_pkey;

-- 16. build the index of constraint ended_south.ended_south_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.ended_south (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY ended_south_pkey ON public.ended_south (site, day);

-- 17. add constraint ended_south.ended_south_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.ended_south (blocks reads and writes)
ALTER TABLE public.ended_south ADD CONSTRAINT ended_south_pkey PRIMARY KEY USING INDEX ended_south_pkey;

-- 18. attach constraint ended_south.ended_south_pkey to constraint ended.ended_pkey: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.ended_south_pkey (blocks reads and writes)
ALTER INDEX public.ended_pkey ATTACH PARTITION public.ended_south_pkey;

-- 19. build the index of constraint gone_north.gone_north_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.gone_north (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY gone_north_pkey ON public.gone_north (site, day);

-- 20. add constraint gone_north.gone_north_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.gone_north (blocks reads and writes)
ALTER TABLE public.gone_north ADD CONSTRAINT gone_north_pkey PRIMARY KEY USING INDEX gone_north_pkey;

-- 21. build the index of constraint halfway_south.halfway_south_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.halfway_south (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY halfway_south_pkey ON public.halfway_south (site, day);

-- 22. add constraint halfway_south.halfway_south_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.halfway_south (blocks reads and writes)
ALTER TABLE public.halfway_south ADD CONSTRAINT halfway_south_pkey PRIMARY KEY USING INDEX halfway_south_pkey;

-- 23. attach constraint halfway_south.halfway_south_pkey to constraint halfway.halfway_pkey: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.halfway_south_pkey (blocks reads and writes)
ALTER INDEX public.halfway_pkey ATTACH PARTITION public.halfway_south_pkey;
