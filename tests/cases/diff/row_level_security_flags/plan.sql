-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. create policy a.p: declared, not there
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
CREATE POLICY p ON public.a using ((id > 0));

-- 2. change the row level security of table a: it is none
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.a ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.a FORCE ROW LEVEL SECURITY;
COMMIT;

-- 3. change the row level security of table b: it is enabled, forced
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
ALTER TABLE public.b DISABLE ROW LEVEL SECURITY;
