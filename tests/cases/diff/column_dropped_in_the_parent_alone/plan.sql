-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop column parent.n) needs --allow data-loss.
SET search_path = public;

-- 1. drop column parent.n: not declared
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
--    hazard: data-loss
BEGIN;
ALTER TABLE ONLY public.parent DROP COLUMN n;
ALTER TABLE public.other DROP COLUMN n;
COMMIT;
