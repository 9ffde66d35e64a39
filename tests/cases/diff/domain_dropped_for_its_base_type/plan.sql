-- From old to new: 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (change column t.e to text) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change column t.es to text[]) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.e to text: it is email
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN e TYPE text;

-- 2. change column t.es to text[]: it is email[]
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN es TYPE text[];

-- 3. drop domain email: not declared
DROP DOMAIN public.email;
