-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_1) needs --allow data-loss,blocks-reads.
SET search_path = public;

-- 1. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_1;

-- 2. drop constraint t_1.t_id_fkey: not declared
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.t_1 DROP CONSTRAINT t_id_fkey;

-- 3. drop constraint t_1.t_1_pkey: not declared
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 DROP CONSTRAINT t_1_pkey;

-- 4. drop constraint t_1.t_id_check: not declared
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 DROP CONSTRAINT t_id_check;

-- 5. drop index t_1.t_1_b_idx: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_1_b_idx;

-- 6. drop the default of column t_1.a: it is 5
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ALTER COLUMN a DROP DEFAULT;

-- 7. let column t_1.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER TABLE public.t_1 ALTER COLUMN a DROP NOT NULL;
