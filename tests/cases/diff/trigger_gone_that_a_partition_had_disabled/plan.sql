-- From old to new: 2 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (drop column p.y) needs --allow data-loss.
SET search_path = public;

-- 1. drop trigger t.r: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER r ON public.t;

-- 2. drop column p.y: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.p DROP COLUMN y;
