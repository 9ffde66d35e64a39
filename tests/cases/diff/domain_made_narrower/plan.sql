-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make domain amount anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make domain amount anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.amount RENAME TO amount_old;
CREATE DOMAIN public.amount AS smallint;
ALTER TABLE public.t ALTER COLUMN a TYPE amount USING a::amount;
DROP DOMAIN public.amount_old;
COMMIT;
