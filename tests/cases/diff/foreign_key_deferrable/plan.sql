-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. change when constraint b.x is checked: it is not deferrable
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
ALTER TABLE public.b ALTER CONSTRAINT x DEFERRABLE INITIALLY DEFERRED;

-- 2. change when constraint b.y is checked: it is deferrable initially deferred
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
ALTER TABLE public.b ALTER CONSTRAINT y NOT DEFERRABLE;

-- 3. change when constraint b.z is checked: it is deferrable
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
ALTER TABLE public.b ALTER CONSTRAINT z DEFERRABLE INITIALLY DEFERRED;
