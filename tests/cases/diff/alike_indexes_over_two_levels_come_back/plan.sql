-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (drop index p.ia) needs --allow blocks-reads.
-- Consent: step 2 (drop index p.ib) needs --allow blocks-reads.
-- Consent: step 4 (create index p.ia) needs --allow blocks-writes.
-- Consent: step 5 (create index p.ib) needs --allow blocks-writes.
SET search_path = public;

-- 1. drop index p.ia: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.ia;

-- 2. drop index p.ib: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.ib;

-- 3. change column p.x to text: it is character varying(9)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ALTER COLUMN x TYPE text;

-- 4. create index p.ia: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.p (blocks writes)
--    hazard: blocks-writes, long-scan
CREATE INDEX ia ON public.p (lower(x), a) where (a > 2);

-- 5. create index p.ib: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.p (blocks writes)
--    hazard: blocks-writes, long-scan
BEGIN;
CREATE INDEX p11_lower_a_idx1 ON public.p11 (lower(x), a) with (fillfactor='60') where (a > 5);
CREATE INDEX p1_lower_a_idx1 ON public.p1 (lower(x), a) with (fillfactor='60') where (a > 5);
CREATE INDEX ib ON public.p (lower(x), a) with (fillfactor='60') where (a > 5);
COMMIT;
