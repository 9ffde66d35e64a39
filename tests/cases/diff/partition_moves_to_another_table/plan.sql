-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (move partition a.part to b) needs --allow blocks-reads.
SET search_path = public;

-- 1. move partition a.part to b: it is a partition of another table; its rows are checked against the bounds
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.part (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.a DETACH PARTITION public.part;
ALTER TABLE public.b ATTACH PARTITION public.part for values from (0) to (10);
COMMIT;
