-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. change the inherits of table child: it is none
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
ALTER TABLE public.child INHERIT parent;
