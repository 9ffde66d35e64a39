-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
SET search_path = public;

-- 1. build the new index t.one: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY one_new ON public.t (b);

-- 2. drop index t.one: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.one;

-- 3. name the new index t.one: it takes the old one's place
ALTER INDEX public.one_new RENAME TO one;

-- 4. build the new index t.two: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY two_new ON public.t (a);

-- 5. drop index t.two: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.two;

-- 6. name the new index t.two: it takes the old one's place
ALTER INDEX public.two_new RENAME TO two;
