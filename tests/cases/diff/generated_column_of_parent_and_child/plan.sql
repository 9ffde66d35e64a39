-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop column p.g; add column p.g) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop column p.g; add column p.g: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop column p.g: it is generated otherwise: it is added below, and its values are computed anew
ALTER TABLE public.p DROP COLUMN g;
-- add column p.g: declared, not there
ALTER TABLE public.p ADD COLUMN g integer generated always as ((a * 3)) stored;
COMMIT;
