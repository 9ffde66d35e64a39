-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. change what table child inherits: it inherits nothing
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    lock: SHARE UPDATE EXCLUSIVE on public.parent (blocks nothing but other DDL)
ALTER TABLE public.child INHERIT parent;
