-- From old to new: 1 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (detach partition t.t_1) needs --allow data-loss.
-- Consent: step 2 (drop table t_1) needs --allow data-loss.
-- Consent: step 3 (detach partition u.u_1) needs --allow data-loss,blocks-reads.
-- Consent: step 4 (drop table u_1) needs --allow data-loss.
-- Consent: step 5 (create partition u.u_2) needs --allow blocks-reads.
SET search_path = public;

-- 1. detach partition t.t_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.t DETACH PARTITION public.t_1 CONCURRENTLY;

-- 2. drop table t_1: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.t_1;

-- 3. detach partition u.u_1: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.u_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.u_default (blocks reads and writes)
--    hazard: data-loss, blocks-reads
ALTER TABLE public.u DETACH PARTITION public.u_1;

-- 4. drop table u_1: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.u_1;

-- 5. create partition u.u_2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.u (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.u_default (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
CREATE TABLE public.u_2 (LIKE public.u INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.u ATTACH PARTITION public.u_2 for values from (10) to (20);
COMMIT;
