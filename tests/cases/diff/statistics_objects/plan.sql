-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. drop statistics gone: not declared
DROP STATISTICS public.gone;

-- 2. create statistics fresh: declared, not there
CREATE STATISTICS public.fresh on (a + b) from t;

-- 3. replace statistics changed: its definition differs
BEGIN;
DROP STATISTICS public.changed;
CREATE STATISTICS public.changed (dependencies, mcv) on a, b, lower(c) from t;
COMMIT;

-- 4. change the statistics target of statistics target: it is none
ALTER STATISTICS public.target SET STATISTICS 50;
