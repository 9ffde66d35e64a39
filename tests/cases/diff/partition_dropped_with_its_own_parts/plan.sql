-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_1) needs --allow data-loss.
-- Consent: step 2 (drop table t_1) needs --allow data-loss.
SET search_path = public;

-- 1. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.t DETACH PARTITION public.t_1 CONCURRENTLY;

-- 2. drop table t_1: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_1;

-- 3. let trigger t_2.r be disabled: whether it fires differs
--    lock: SHARE ROW EXCLUSIVE on public.t_2 (blocks writes)
ALTER TABLE public.t_2 DISABLE TRIGGER r;
