-- From old to new: 3 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table t anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t RENAME TO t_old;
CREATE TABLE public.t (
    a integer,
    b integer
) PARTITION BY list (a);
CREATE INDEX i ON public.t (b);
ALTER INDEX public.x RENAME TO t_1_b_idx;
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values in (1);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values in (2);
INSERT INTO public.t (a, b)
SELECT a, b
  FROM ONLY public.t_old;
DROP TABLE public.t_old;
COMMIT;
