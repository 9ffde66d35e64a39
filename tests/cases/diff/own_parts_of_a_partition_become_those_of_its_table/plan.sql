-- From old to new: 2 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (add constraint p.p_key) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. add constraint p.p_key: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
BEGIN;
ALTER TABLE public.p1 ADD CONSTRAINT p1_key PRIMARY KEY USING INDEX p1_key;
ALTER TABLE public.p ADD CONSTRAINT p_key primary key (a);
COMMIT;

-- 2. create index p.p_b without its partitions: declared, not there; an entry in the catalog, no scan
--    lock: SHARE on public.p (blocks writes)
CREATE INDEX p_b ON ONLY public.p (b);

-- 3. attach it to index p.p_b: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p1_b_idx (blocks reads and writes)
ALTER INDEX public.p_b ATTACH PARTITION public.p1_b_idx;

-- 4. create its part on p2: built beside the partition's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p2 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY p2_b_idx ON public.p2 (b);

-- 5. attach it to index p.p_b: an entry in the catalog; the last one makes the whole index valid
--    lock: ACCESS EXCLUSIVE on public.p2_b_idx (blocks reads and writes)
ALTER INDEX public.p_b ATTACH PARTITION public.p2_b_idx;
