-- From old to new: 3 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop table e) needs --allow data-loss.
-- Consent: step 2 (drop table c) needs --allow data-loss.
-- Consent: step 3 (drop column p.b) needs --allow data-loss.
SET search_path = public;

-- 1. drop table e: not declared
--    lock: ACCESS EXCLUSIVE on public.e (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.e;

-- 2. drop table c: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.c;

-- 3. drop column p.b: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE ONLY public.p DROP COLUMN b;
