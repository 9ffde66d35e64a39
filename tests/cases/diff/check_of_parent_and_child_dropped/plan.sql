-- From old to new: 2 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint parent.positive: not declared
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
ALTER TABLE public.parent DROP CONSTRAINT positive;

-- 2. drop constraint child.positive: not declared
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
ALTER TABLE public.child DROP CONSTRAINT positive;
