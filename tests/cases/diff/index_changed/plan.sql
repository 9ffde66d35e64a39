-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;

-- 1. drop index t.t_gone: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_gone;

-- 2. create index t.t_expression: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_expression ON public.t (((a + b)));
COMMENT ON INDEX public.t_expression IS 'the sum';

-- 3. build the new index t.t_a: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_a_new ON public.t (a desc) include (b) where (b > 0);

-- 4. drop index t.t_a: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_a;

-- 5. name the new index t.t_a: it takes the old one's place
ALTER INDEX public.t_a_new RENAME TO t_a;
