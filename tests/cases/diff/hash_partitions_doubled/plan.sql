-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table t anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t RENAME TO t_old;
ALTER TABLE public.t_0 RENAME TO t_0_old;
ALTER TABLE public.t_1 RENAME TO t_1_old;
CREATE TABLE public.t (
    id integer not null,
    n integer
) PARTITION BY hash (id);
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id);
CREATE TABLE public.t_0 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_0 for values with (modulus 4, remainder 0);
CREATE TABLE public.t_1 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_1 for values with (modulus 4, remainder 1);
CREATE TABLE public.t_2 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_2 for values with (modulus 4, remainder 2);
CREATE TABLE public.t_3 (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_3 for values with (modulus 4, remainder 3);
INSERT INTO public.t (id, n)
SELECT id, n
  FROM public.t_old;
DROP TABLE public.t_old;
COMMIT;
