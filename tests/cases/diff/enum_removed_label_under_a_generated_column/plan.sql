-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop column t.is_a; make enum status anew; add column t.is_a) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop column t.is_a; make enum status anew; add column t.is_a: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop column t.is_a: what it is generated from changes: it is added below, and its values are computed anew
ALTER TABLE public.t DROP COLUMN is_a;
-- make enum status anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
ALTER TYPE public.status RENAME TO status_old;
CREATE TYPE public.status AS ENUM ('a', 'b');
ALTER TABLE public.t ALTER COLUMN s TYPE status USING s::text::status;
DROP TYPE public.status_old;
-- add column t.is_a: declared, not there
ALTER TABLE public.t ADD COLUMN is_a boolean generated always as ((s = 'a'::status)) stored;
COMMIT;
