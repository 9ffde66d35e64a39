-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (drop table q) needs --allow data-loss.
-- Consent: step 3 (drop column c.d) needs --allow data-loss.
SET search_path = public;

-- 1. change what table c inherits: it inherits p, q
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c NO INHERIT q;

-- 2. drop table q: not declared
--    lock: ACCESS EXCLUSIVE on public.q (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.q;

-- 3. drop column c.d: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.c DROP COLUMN d;
