-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 3 (drop column c.d) needs --allow data-loss.
SET search_path = public;

-- 1. change what table c inherits: it inherits p, q
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c NO INHERIT q;

-- 2. drop constraint c.k: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c DROP CONSTRAINT k;

-- 3. drop column c.d: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.c DROP COLUMN d;
