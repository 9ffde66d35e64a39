-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (alter composite type address) needs --allow data-loss.
SET search_path = public;

-- 1. alter composite type address: its definition differs
--    hazard: data-loss
BEGIN;
ALTER TYPE public.address DROP ATTRIBUTE gone;
ALTER TYPE public.address ALTER ATTRIBUTE street TYPE character varying(50);
ALTER TYPE public.address ALTER ATTRIBUTE "No" TYPE bigint;
ALTER TYPE public.address ADD ATTRIBUTE "Zip Code" text collate "C";
COMMIT;
