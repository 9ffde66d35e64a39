-- From old to new: 4 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop table o) needs --allow data-loss.
-- Consent: step 3 (drop table of_whole) needs --allow data-loss.
-- Consent: step 4 (drop table whole) needs --allow data-loss.
SET search_path = public;

-- 1. drop table o: not declared
--    lock: ACCESS EXCLUSIVE on public.o (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.o;

-- 2. drop constraint t.t_pkey: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_pkey;

-- 3. drop table of_whole: not declared
--    lock: ACCESS EXCLUSIVE on public.of_whole (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.of_whole;

-- 4. drop table whole: not declared
--    lock: ACCESS EXCLUSIVE on public.whole (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.whole;
