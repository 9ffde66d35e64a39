-- From old to new: 2 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop column animals.name) needs --allow data-loss.
-- Consent: step 2 (drop column dogs.name) needs --allow data-loss.
SET search_path = public;

-- 1. drop column animals.name: not declared
--    lock: ACCESS EXCLUSIVE on public.animals (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE ONLY public.animals DROP COLUMN name;

-- 2. drop column dogs.name: not declared
--    lock: ACCESS EXCLUSIVE on public.dogs (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.dogs DROP COLUMN name;
