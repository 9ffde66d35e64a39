-- From old to new: 7 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. exchange the names of indexes of p1: those of its table that they belong to came in another order
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_expr_idx (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.p1_expr_idx2 (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.p1_expr_idx RENAME TO p1_expr_idx_until;
ALTER INDEX public.p1_expr_idx2 RENAME TO p1_expr_idx;
ALTER INDEX public.p1_expr_idx_until RENAME TO p1_expr_idx2;
COMMIT;

-- 2. exchange the names of indexes of p11: those of its table that they belong to came in another order
--    lock: SHARE UPDATE EXCLUSIVE on public.p11_expr_idx (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.p11_expr_idx2 (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.p11_expr_idx RENAME TO p11_expr_idx_until;
ALTER INDEX public.p11_expr_idx2 RENAME TO p11_expr_idx;
ALTER INDEX public.p11_expr_idx_until RENAME TO p11_expr_idx2;
COMMIT;
