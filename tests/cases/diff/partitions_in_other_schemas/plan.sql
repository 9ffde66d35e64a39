-- From old to new: 2 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (detach partition "S.2"."t 2".public."T.3"; detach partition t."S.2"."t 2"; set the default of column t.b; and 3 more) needs --allow blocks-reads.
-- Consent: step 2 (drop index "S.2"."t 2"."t 2_b_idx") needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition "S.2"."t 2".public."T.3"; detach partition t."S.2"."t 2"; set the default of column t.b; and 3 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on "S.2"."t 2" (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public."T.3" (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on s.t_1 (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
-- detach partition "S.2"."t 2".public."T.3": it is to be a partition of t
ALTER TABLE "S.2"."t 2" DETACH PARTITION public."T.3";
-- detach partition t."S.2"."t 2": not declared, and no policy explains it; its partitions move on, and with them all of its rows
ALTER TABLE public.t DETACH PARTITION "S.2"."t 2";
-- set the default of column t.b: it is none
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 6;
-- move the bounds of s.t_1: their rows are read; if one is outside the new bounds nothing is changed: move it first
ALTER TABLE public.t DETACH PARTITION s.t_1;
ALTER TABLE public.t ATTACH PARTITION s.t_1 for values in (1, 3);
-- set the default of column "T.3".b: it is none
ALTER TABLE public."T.3" ALTER COLUMN b SET DEFAULT 6;
-- attach partition t.public."T.3": the table is there; its rows are checked against the bounds, unless a CHECK proves them
ALTER TABLE public.t ATTACH PARTITION public."T.3" for values in (2);
COMMIT;

-- 2. drop index "S.2"."t 2"."t 2_b_idx": PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on "S.2"."t 2" (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX "S.2"."t 2_b_idx";
