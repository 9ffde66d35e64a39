-- From old to new: 3 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (drop table parent) needs --allow data-loss.
-- Consent: step 3 (drop table grand) needs --allow data-loss.
SET search_path = public;

-- 1. change what table child inherits: it inherits parent
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
ALTER TABLE public.child NO INHERIT parent;

-- 2. drop table parent: not declared
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.parent;

-- 3. drop table grand: not declared
--    lock: ACCESS EXCLUSIVE on public.grand (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.grand;
