-- From old to new: 2 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop index p.ia) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index p.ia: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.ia;

-- 2. rename index p1.p1_x_idx1 to p1_x_idx: it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_x_idx1 (blocks nothing but other DDL)
ALTER INDEX public.p1_x_idx1 RENAME TO p1_x_idx;
