-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. attach index t_1.own to index t.i: an entry in the catalog
--    lock: ACCESS EXCLUSIVE on public.own (blocks reads and writes)
ALTER INDEX public.i ATTACH PARTITION public.own;
