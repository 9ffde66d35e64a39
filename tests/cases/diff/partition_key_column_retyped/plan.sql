-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table t anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table t anew, with its rows: the type of a column by which a table is partitioned cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
DROP INDEX public.t_v;
ALTER TABLE public.t RENAME TO t_old;
ALTER TABLE public.t_1 RENAME TO t_1_old;
ALTER TABLE public.t_2 RENAME TO t_2_old;
CREATE TABLE public.t (
    k bigint not null,
    v text
) PARTITION BY range (k);
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (k);
CREATE INDEX t_v ON public.t (v);
CREATE TABLE public.t_1 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values from ('0') to ('10');
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values from ('10') to ('20');
INSERT INTO public.t (k, v)
SELECT k::bigint, v
  FROM public.t_old;
DROP TABLE public.t_old;
COMMIT;
