-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. add column g.n: declared, not there
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
ALTER TABLE public.g ADD COLUMN n text default 'c'::text;

-- 2. add column c.n: declared, not there
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c ADD COLUMN n text default 'c'::text;

-- 3. add column p.n: declared, not there
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD COLUMN n text default 'p'::text;
