-- From old to new: 2 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. drop index t_1.old_only: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.old_only;

-- 2. add constraint t_1.t_1_n_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ADD CONSTRAINT t_1_n_check check ((n > 0)) NOT VALID;

-- 3. validate constraint t_1.t_1_n_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t_1 VALIDATE CONSTRAINT t_1_n_check;

-- 4. create index t_0.only_here: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_0 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY only_here ON public.t_0 (n);
