-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (drop column a.n) needs --allow data-loss.
SET search_path = public;

-- 1. add column a.m: declared, not there
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.a ADD COLUMN m text;

-- 2. drop column a.n: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.a DROP COLUMN n;
