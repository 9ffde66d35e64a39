-- From old to new: 2 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop column p.n) needs --allow data-loss.
-- Consent: step 2 (drop column q.n) needs --allow data-loss.
SET search_path = public;

-- 1. drop column p.n: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE ONLY public.p DROP COLUMN n;

-- 2. drop column q.n: not declared
--    lock: ACCESS EXCLUSIVE on public.q (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE ONLY public.q DROP COLUMN n;
