-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (add column t.b) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (drop column t.a) needs --allow data-loss.
SET search_path = public;

-- 1. drop column t.b: it is generated otherwise: it is added below, and its values are computed anew
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP COLUMN b;

-- 2. add column t.b: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ADD COLUMN b integer generated always as ((c + 1)) stored;

-- 3. drop column t.a: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN a;
