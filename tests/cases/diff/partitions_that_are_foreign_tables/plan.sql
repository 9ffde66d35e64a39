-- From old to new: 2 missing, 3 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_2) needs --allow data-loss,blocks-reads.
-- Consent: step 3 (detach partition t.t_3) needs --allow data-loss,blocks-reads.
-- Consent: step 4 (move the bounds of t_6) needs --allow blocks-reads.
-- Consent: step 5 (attach partition t.t_5) needs --allow blocks-reads.
-- Note: if this is a rename, say so: --rename foreign-table:t_5=t_3
SET search_path = public;

-- 1. detach partition t.t_2: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_6 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_2;

-- 2. drop foreign table t_2: not declared; its rows stay where they are
DROP FOREIGN TABLE public.t_2;

-- 3. detach partition t.t_3: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_3 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_6 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_3;

-- 4. move the bounds of t_6: their rows are read; if one is outside the new bounds nothing is changed: move it first
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_6 (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_6;
ALTER TABLE public.t ATTACH PARTITION public.t_6 for values in (6);
COMMIT;

-- 5. attach partition t.t_5: the table is there; its rows are checked against the bounds, unless a CHECK proves them
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.t_5 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_6 (blocks reads and writes)
--    hazard: long-scan, long-scan, blocks-reads
ALTER TABLE public.t ATTACH PARTITION public.t_5 for values in (5);

-- 6. change the fdw options of partition t.t_1: it is x '1'
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
ALTER FOREIGN TABLE public.t_1 OPTIONS (SET x '2', ADD y '3');
