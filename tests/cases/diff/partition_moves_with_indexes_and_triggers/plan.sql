-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (detach partition a.part; attach partition b.part) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition a.part; attach partition b.part: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.part (blocks reads and writes)
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    hazard: blocks-reads, long-scan
BEGIN;
-- detach partition a.part: it is to be a partition of b
ALTER TABLE public.a DETACH PARTITION public.part;
-- attach partition b.part: the table is there; its rows are checked against the bounds, unless a CHECK proves them
ALTER TABLE public.b ATTACH PARTITION public.part for values from (10) to (20);
COMMIT;

-- 2. drop constraint part.part_pkey: not declared
--    lock: ACCESS EXCLUSIVE on public.part (blocks reads and writes)
ALTER TABLE public.part DROP CONSTRAINT part_pkey;

-- 3. drop index part.own: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.part (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.own;
