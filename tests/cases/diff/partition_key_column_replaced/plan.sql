-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table t anew, with its rows) needs --allow rewrite,blocks-reads,data-loss.
SET search_path = public;

-- 1. make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads, data-loss
BEGIN;
DROP INDEX public.i;
ALTER TABLE public.t RENAME TO t_old;
ALTER TABLE public.t_1 RENAME TO t_1_old;
CREATE TABLE public.t (
    b text not null default 'x'::text,
    v text
) PARTITION BY list (b);
CREATE INDEX i ON public.t (v);
CREATE TABLE public.t_1 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values in ('x');
INSERT INTO public.t (v)
SELECT v
  FROM public.t_old;
DROP TABLE public.t_old;
COMMIT;
