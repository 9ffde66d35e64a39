-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop index t.t_idx) needs --allow blocks-reads.
-- Consent: step 2 (create index t.t_idx) needs --allow blocks-writes.
SET search_path = public;

-- 1. drop index t.t_idx: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.t_idx;

-- 2. create index t.t_idx: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.t (blocks writes)
--    hazard: blocks-writes, long-scan
BEGIN;
CREATE INDEX t_idx ON public.t (n, m);
COMMENT ON INDEX public.t_idx IS 'by number';
COMMIT;
