-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Note: if this is a rename, say so: --rename index:orders_eu_2026.orders_eu_2026_at_idx1=by_hand_too
SET search_path = public;

-- 1. exchange the names of indexes of orders_us: those of its table that they belong to came in another order
--    lock: SHARE UPDATE EXCLUSIVE on public.by_hand (blocks nothing but other DDL)
--    lock: SHARE UPDATE EXCLUSIVE on public.orders_us_at_idx (blocks nothing but other DDL)
BEGIN;
ALTER INDEX public.by_hand RENAME TO by_hand_until;
ALTER INDEX public.orders_us_at_idx RENAME TO by_hand;
ALTER INDEX public.by_hand_until RENAME TO orders_us_at_idx;
COMMIT;

-- 2. rename index orders_eu_2026.orders_eu_2026_at_idx1 to by_hand_too: it belongs to its table's, and has another name
--    lock: SHARE UPDATE EXCLUSIVE on public.orders_eu_2026_at_idx1 (blocks nothing but other DDL)
ALTER INDEX public.orders_eu_2026_at_idx1 RENAME TO by_hand_too;
