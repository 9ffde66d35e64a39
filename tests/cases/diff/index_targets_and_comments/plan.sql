-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. comment on index t.i: the comment differs
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
COMMENT ON INDEX public.i IS 'both';

-- 2. change the statistics targets of index t.i: it is none
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
ALTER INDEX public.i ALTER COLUMN 2 SET STATISTICS 300;
