-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (detach partition a.part) needs --allow data-loss.
-- Consent: step 2 (drop table part) needs --allow data-loss.
SET search_path = public;

-- 1. detach partition a.part: not declared, and no policy explains it; its rows leave the table, and stay in the detached one
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: data-loss
--    not in a transaction
ALTER TABLE public.a DETACH PARTITION public.part CONCURRENTLY;

-- 2. drop table part: not declared; to keep its rows, move the table to another schema instead
--    hazard: data-loss
DROP TABLE public.part;

-- 3. create partition b.part: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.part (LIKE public.b INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.b ATTACH PARTITION public.part for values from (0) to (10);
COMMIT;
