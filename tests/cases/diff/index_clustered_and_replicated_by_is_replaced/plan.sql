-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. build the new index t.i: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY i_new ON public.t (a, b);

-- 2. let the table go by the new index t.i: it goes by the old one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t CLUSTER ON i_new;
ALTER TABLE public.t REPLICA IDENTITY USING INDEX i_new;
COMMIT;

-- 3. drop index t.i: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.i;

-- 4. name the new index t.i: it takes the old one's place
ALTER INDEX public.i_new RENAME TO i;
