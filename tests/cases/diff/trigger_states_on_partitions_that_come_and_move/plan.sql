-- From old to new: 1 missing, 7 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (move the bounds of t_1, t_2) needs --allow blocks-reads.
SET search_path = public;

-- 1. move the bounds of t_1, t_2: their rows are read; if one is outside the new bounds nothing is changed: move it first
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_2 (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_1;
ALTER TABLE public.t DETACH PARTITION public.t_2;
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values from (0) to (5);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values from (5) to (20);
ALTER TABLE public.t_1 DISABLE TRIGGER kept;
COMMIT;

-- 2. create partition t.t_rest: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.t_rest (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_rest default;
COMMIT;

-- 3. let trigger t_rest.kept be disabled: the partition is new
ALTER TABLE public.t_rest DISABLE TRIGGER kept;

-- 4. replace trigger t."Other r": its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER "Other r" ON public.t;
CREATE TRIGGER "Other r" after insert or update ON public.t for each row execute function f();
ALTER TABLE public.t_rest ENABLE ALWAYS TRIGGER "Other r";
COMMIT;

-- 5. replace trigger t.statement: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER statement ON public.t;
CREATE TRIGGER statement after update ON public.t for each statement execute function f();
COMMIT;
