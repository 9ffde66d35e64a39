-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (change the access method of materialized view m) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change the access method of table t) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change the access method of materialized view m: it is none
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.m SET ACCESS METHOD other;

-- 2. change the access method of table t: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t SET ACCESS METHOD other;
