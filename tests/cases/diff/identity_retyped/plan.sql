-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (change column t.id to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
