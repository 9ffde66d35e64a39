-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (alter composite type person) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. alter composite type person: its definition differs
--    lock: ACCESS EXCLUSIVE on public.people (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TYPE public.person DROP ATTRIBUTE gone CASCADE;
ALTER TYPE public.person ALTER ATTRIBUTE id TYPE bigint CASCADE;
ALTER TYPE public.person ADD ATTRIBUTE born date CASCADE;
COMMIT;
