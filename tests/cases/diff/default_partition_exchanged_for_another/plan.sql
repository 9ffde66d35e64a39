-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (move the bounds of t_1, t_2) needs --allow blocks-reads.
-- Consent: step 2 (create partition t.t_3) needs --allow blocks-reads.
SET search_path = public;

-- 1. move the bounds of t_1, t_2: their rows are read; if one is outside the new bounds nothing is changed: move it first
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_1;
ALTER TABLE public.t DETACH PARTITION public.t_2;
ALTER TABLE public.t ATTACH PARTITION public.t_1 default;
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values in (2);
COMMIT;

-- 2. create partition t.t_3: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
CREATE TABLE public.t_3 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_3 for values in (3);
COMMIT;
