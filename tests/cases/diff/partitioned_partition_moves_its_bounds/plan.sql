-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (move the bounds of t_1) needs --allow blocks-reads.
SET search_path = public;

-- 1. move the bounds of t_1: their rows are read; if one is outside the new bounds nothing is changed: move it first
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: blocks-reads, long-scan
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_1;
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values from ('2023-01-01') to ('2025-01-01');
COMMIT;
