-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (drop column u.a) needs --allow data-loss.
SET search_path = public;

-- 1. add column t.a: declared, not there; without a default it can be added only while the table is empty
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN a integer not null;

-- 2. drop column u.a: not declared
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.u DROP COLUMN a;
