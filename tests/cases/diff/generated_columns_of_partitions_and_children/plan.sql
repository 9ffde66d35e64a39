-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 2 (add column p.b) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (add column t.b) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop column p.b: it is generated otherwise: it is added below, and its values are computed anew
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p DROP COLUMN b;

-- 2. add column p.b: declared, not there
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.p ADD COLUMN b integer generated always as ((a * 3)) stored;

-- 3. drop column t.b: it is generated otherwise: it is added below, and its values are computed anew
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP COLUMN b;

-- 4. add column t.b: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ADD COLUMN b integer generated always as ((a * 3)) stored;
