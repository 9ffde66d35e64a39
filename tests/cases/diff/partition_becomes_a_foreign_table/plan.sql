-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make partition t.t_1 anew) needs --allow blocks-reads,data-loss.
SET search_path = public;

-- 1. make partition t.t_1 anew: it is to be on a server; its rows are not copied there
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: blocks-reads, data-loss
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_1;
ALTER TABLE public.t_1 RENAME TO t_1_old;
CREATE FOREIGN TABLE public.t_1 PARTITION OF public.t for values in (1) SERVER s;
DROP TABLE public.t_1_old;
COMMIT;
