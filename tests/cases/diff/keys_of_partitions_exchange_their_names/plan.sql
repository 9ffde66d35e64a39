-- From old to new: 9 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. exchange the names of indexes of p1: those of its table that they belong to came in another order
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_a_x_key (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_a_x_key1 (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.p1_a_x_key RENAME TO p1_a_x_key_until;
ALTER INDEX public.p1_a_x_key1 RENAME TO p1_a_x_key;
ALTER INDEX public.p1_a_x_key_until RENAME TO p1_a_x_key1;
COMMIT;

-- 2. exchange the names of indexes of p1: those of its table that they belong to came in another order
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_a_idx (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_a_idx1 (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.p1_a_idx RENAME TO p1_a_idx_until;
ALTER INDEX public.p1_a_idx1 RENAME TO p1_a_idx;
ALTER INDEX public.p1_a_idx_until RENAME TO p1_a_idx1;
COMMIT;
