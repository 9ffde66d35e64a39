-- From old to new: 2 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_1) needs --allow data-loss.
-- Consent: step 2 (drop table t_1) needs --allow data-loss.
-- Consent: step 3 (create index t.i) needs --allow blocks-writes.
SET search_path = public;

-- 1. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.t DETACH PARTITION public.t_1 CONCURRENTLY;

-- 2. drop table t_1: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_1;

-- 3. create index t.i: declared, not there; no partition stays
--    lock: SHARE on public.t (blocks writes)
--    hazard: blocks-writes, long-scan
CREATE INDEX i ON public.t (b);

-- 4. create partition t.t_2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values in (2);
COMMIT;
