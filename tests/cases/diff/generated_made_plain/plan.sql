-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. change how column t.b is generated; set the default of column t.b: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
-- change how column t.b is generated: it is generated always as ((a * 2)) stored
ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION;
-- set the default of column t.b: it is none
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 5;
COMMIT;
