-- From old to new: 2 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop view of_part) needs --allow blocks-reads.
-- Consent: step 2 (detach partition t.t_1) needs --allow data-loss.
-- Consent: step 3 (drop table t_1) needs --allow data-loss.
SET search_path = public;

-- 1. drop view of_part: not declared
--    lock: ACCESS EXCLUSIVE on public.of_part (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.of_part;

-- 2. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.t DETACH PARTITION public.t_1 CONCURRENTLY;

-- 3. drop table t_1: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_1;
