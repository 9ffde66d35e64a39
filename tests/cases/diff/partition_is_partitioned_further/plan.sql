-- From old to new: 2 missing, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make partition t.t_0 anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make partition t.t_0 anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.t_0 (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_0;
ALTER TABLE public.t_0 RENAME TO t_0_old;
CREATE TABLE public.t_0 PARTITION OF public.t for values from (0) to (10) partition by list (kind);
CREATE TABLE public.t_0_a (LIKE public.t_0 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_0 ATTACH PARTITION public.t_0_a for values in ('a');
CREATE TABLE public.t_0_rest (LIKE public.t_0 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_0 ATTACH PARTITION public.t_0_rest default;
INSERT INTO public.t_0 (n, kind)
SELECT n, kind
  FROM ONLY public.t_0_old;
DROP TABLE public.t_0_old;
COMMIT;
