-- From old to new: 3 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop column p.d) needs --allow data-loss.
-- Consent: step 2 (drop column h.d) needs --allow data-loss.
-- Consent: step 3 (drop column p.b) needs --allow data-loss.
SET search_path = public;

-- 1. drop column p.d: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.p DROP COLUMN d;

-- 2. drop column h.d: not declared
--    lock: ACCESS EXCLUSIVE on public.h (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.h DROP COLUMN d;

-- 3. drop column p.b: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
BEGIN;
ALTER TABLE ONLY public.p DROP COLUMN b;
ALTER TABLE public.h DROP COLUMN b;
COMMIT;
