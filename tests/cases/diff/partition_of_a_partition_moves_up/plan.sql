-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (detach partition t_1.t_1_1; detach partition t.t_1; drop table t_1; attach partition t.t_1_1) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition t_1.t_1_1; detach partition t.t_1; drop table t_1; attach partition t.t_1_1: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
-- detach partition t_1.t_1_1: it is to be a partition of t
ALTER TABLE public.t_1 DETACH PARTITION public.t_1_1;
-- detach partition t.t_1: not declared, and no policy explains it; its partitions move on, and with them all of its rows
ALTER TABLE public.t DETACH PARTITION public.t_1;
-- drop table t_1: not declared; it has no rows left
DROP TABLE public.t_1;
-- attach partition t.t_1_1: the table is there; its rows are checked against the bounds, unless a CHECK proves them
ALTER TABLE public.t ATTACH PARTITION public.t_1_1 for values in (1);
COMMIT;
