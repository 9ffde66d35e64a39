-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (move the bounds of t_a, t_b) needs --allow blocks-reads.
SET search_path = public;

-- 1. move the bounds of t_a, t_b: their rows are read; if one is outside the new bounds nothing is changed: move it first
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_a (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_b (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_a;
ALTER TABLE public.t DETACH PARTITION public.t_b;
ALTER TABLE public.t ATTACH PARTITION public.t_a for values from (10) to (20);
ALTER TABLE public.t ATTACH PARTITION public.t_b for values from (0) to (10);
COMMIT;
