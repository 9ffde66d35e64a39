-- From old to new: 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. drop constraint t.t_a: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_a;
