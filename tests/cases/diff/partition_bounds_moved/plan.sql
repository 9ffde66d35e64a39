-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (move the bounds of t_new, t_old) needs --allow blocks-reads.
SET search_path = public;

-- 1. move the bounds of t_new, t_old: their rows are read; if one is outside the new bounds nothing is changed: move it first
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_new (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_old (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_new;
ALTER TABLE public.t DETACH PARTITION public.t_old;
ALTER TABLE public.t ATTACH PARTITION public.t_new for values from ('2023-01-01') to (maxvalue);
ALTER TABLE public.t ATTACH PARTITION public.t_old for values from (minvalue) to ('2023-01-01');
COMMIT;
