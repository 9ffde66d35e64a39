-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. change how column t.b is generated: it is generated always as ((a * 2)) stored
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION;

-- 2. set the default of column t.b: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 5;
