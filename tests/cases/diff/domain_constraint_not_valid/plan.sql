-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (replace domain constraint d.later) needs --allow blocks-writes.
SET search_path = public;

-- 1. replace domain constraint d.later: its definition differs
--    hazard: long-scan, blocks-writes
BEGIN;
ALTER DOMAIN public.d DROP CONSTRAINT later;
ALTER DOMAIN public.d ADD CONSTRAINT later check ((value > 0));
COMMIT;
