-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (change column t.n to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. add column t.fresh: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN fresh text;

-- 2. change column t.n to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN n TYPE bigint USING n::bigint;
