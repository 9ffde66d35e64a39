-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (change column a.id to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change column b.a_id to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change column a.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.a ALTER COLUMN id TYPE bigint USING id::bigint;

-- 2. change column b.a_id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.b ALTER COLUMN a_id TYPE bigint USING a_id::bigint;
