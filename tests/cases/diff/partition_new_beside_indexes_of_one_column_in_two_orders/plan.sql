-- From old to new: 1 missing.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. create partition t.t_2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values from (10) to (20);
COMMIT;
