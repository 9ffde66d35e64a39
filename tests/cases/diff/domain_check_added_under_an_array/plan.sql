-- From old to new: 1 missing.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make domain positive anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make domain positive anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.positive RENAME TO positive_old;
CREATE DOMAIN public.positive AS integer;
ALTER DOMAIN public.positive ADD CONSTRAINT above_zero check ((value > 0));
ALTER TABLE public.t ALTER COLUMN many TYPE positive[], ALTER COLUMN one DROP DEFAULT, ALTER COLUMN one TYPE positive, ALTER COLUMN one SET DEFAULT 1;
DROP DOMAIN public.positive_old;
COMMIT;
