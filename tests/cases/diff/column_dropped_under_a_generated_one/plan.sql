-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop column t.b; add column t.b) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (drop column t.a) needs --allow data-loss.
SET search_path = public;

-- 1. drop column t.b; add column t.b: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop column t.b: it is generated otherwise: it is added below, and its values are computed anew
ALTER TABLE public.t DROP COLUMN b;
-- add column t.b: declared, not there
ALTER TABLE public.t ADD COLUMN b integer generated always as ((c + 1)) stored;
COMMIT;

-- 2. drop column t.a: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN a;
