-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make domain word anew) needs --allow rewrite,blocks-reads,data-loss.
SET search_path = public;

-- 1. make domain word anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads, data-loss
BEGIN;
ALTER TYPE public.word RENAME TO word_old;
CREATE DOMAIN public.word AS text collate "C";
ALTER TABLE public.t ALTER COLUMN w TYPE word;
DROP DOMAIN public.word_old;
COMMIT;
