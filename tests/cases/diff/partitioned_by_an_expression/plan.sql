-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table t anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t RENAME TO t_old;
ALTER TABLE public.t_a RENAME TO t_a_old;
CREATE TABLE public.t (
    name text collate "C",
    n integer
) PARTITION BY range (lower(name), ((n % 10)));
CREATE TABLE public.t_a (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_a for values from ('a', 0) to ('b', maxvalue);
INSERT INTO public.t (name, n)
SELECT name, n
  FROM public.t_old;
DROP TABLE public.t_old;
COMMIT;
