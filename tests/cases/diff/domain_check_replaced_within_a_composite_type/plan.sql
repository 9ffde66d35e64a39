-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make domain percent, composite type share anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make domain percent, composite type share anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.percent RENAME TO percent_old;
ALTER TYPE public.share RENAME TO share_old;
CREATE DOMAIN public.percent AS numeric;
ALTER DOMAIN public.percent ADD CONSTRAINT bounds check (((value >= (0)::numeric) and (value <= (1)::numeric)));
CREATE TYPE public.share AS (who text, part percent);
ALTER TABLE public.t ALTER COLUMN s TYPE share USING s::text::share;
DROP TYPE public.share_old;
DROP DOMAIN public.percent_old;
COMMIT;
