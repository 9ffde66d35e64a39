-- From old to new: 2 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_default) needs --allow data-loss,blocks-reads.
-- Consent: step 2 (drop table t_default) needs --allow data-loss.
-- Consent: step 3 (move the bounds of t_1) needs --allow blocks-reads.
-- Consent: step 4 (create partition t.t_2) needs --allow blocks-reads.
-- Consent: step 5 (create partition t.t_rest) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition t.t_default: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_default (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.t DETACH PARTITION public.t_default;

-- 2. drop table t_default: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_default;

-- 3. move the bounds of t_1: their rows are read; if one is outside the new bounds nothing is changed: move it first
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_1;
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values from (0) to (5);
COMMIT;

-- 4. create partition t.t_2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.t_default (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values from (5) to (10);
COMMIT;

-- 5. create partition t.t_rest: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.t_default (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
CREATE TABLE public.t_rest (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_rest default;
COMMIT;
