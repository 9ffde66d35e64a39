-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table t anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table t anew, with its rows: the type of a column by which a table is partitioned cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t RENAME TO t_old;
ALTER TABLE public.t_1 RENAME TO t_1_old;
CREATE TABLE public.t (
    a integer,
    at timestamp(3) without time zone not null
) PARTITION BY range (date_trunc('day'::text, at));
CREATE TABLE public.t_1 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values from ('2024-01-01 00:00:00') to ('2025-01-01 00:00:00');
INSERT INTO public.t (a, at)
SELECT a, at
  FROM public.t_old;
DROP TABLE public.t_old;
COMMIT;
