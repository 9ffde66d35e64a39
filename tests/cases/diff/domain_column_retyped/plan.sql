-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (change column t.a to numeric) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change column t.b to amount) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (change column t.c to numeric[]) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.a to numeric: it is amount
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE numeric;

-- 2. change column t.b to amount: it is numeric
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN b TYPE amount;

-- 3. change column t.c to numeric[]: it is amount[]
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN c TYPE numeric[];
