-- From old to new: 6 unexpected.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 2 (drop index t.i) needs --allow blocks-reads.
-- Consent: step 3 (detach partition t.t_1) needs --allow data-loss,blocks-reads.
-- Consent: step 4 (drop table t_1) needs --allow data-loss.
-- Consent: step 7 (drop column t.c) needs --allow data-loss.
SET search_path = public;

-- 1. drop constraint t.k: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT k;

-- 2. drop index t.i: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.i;

-- 3. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_1;

-- 4. drop table t_1: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_1;

-- 5. drop trigger t.r: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER r ON public.t;

-- 6. drop constraint t.t_c_check: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_c_check;

-- 7. drop column t.c: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN c;
