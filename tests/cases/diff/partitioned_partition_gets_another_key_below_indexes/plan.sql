-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make partition t.t_1 anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make partition t.t_1 anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t DETACH PARTITION public.t_1;
ALTER INDEX IF EXISTS public.t_1_1_at_a_id_b_idx RENAME TO t_1_1_at_a_id_b_idx_old;
ALTER INDEX IF EXISTS public.t_1_1_b_idx RENAME TO t_1_1_b_idx_old;
ALTER INDEX IF EXISTS public.t_1_1_pkey RENAME TO t_1_1_pkey_old;
ALTER INDEX IF EXISTS public.t_1_2_at_a_id_b_idx RENAME TO t_1_2_at_a_id_b_idx_old;
ALTER INDEX IF EXISTS public.t_1_2_b_idx RENAME TO t_1_2_b_idx_old;
ALTER INDEX IF EXISTS public.t_1_2_pkey RENAME TO t_1_2_pkey_old;
ALTER INDEX IF EXISTS public.t_1_at_a_id_b_idx RENAME TO t_1_at_a_id_b_idx_old;
ALTER INDEX IF EXISTS public.t_1_b_idx RENAME TO t_1_b_idx_old;
ALTER INDEX IF EXISTS public.t_1_pkey RENAME TO t_1_pkey_old;
ALTER TABLE public.t_1 RENAME TO t_1_old;
ALTER TABLE public.t_1_1 RENAME TO t_1_1_old;
ALTER TABLE public.t_1_2 RENAME TO t_1_2_old;
CREATE TABLE public.t_1 PARTITION OF public.t for values from ('2024-01-01') to ('2025-01-01') partition by list (id);
CREATE TABLE public.t_1_1 (LIKE public.t_1 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_1 ATTACH PARTITION public.t_1_1 for values in (1);
CREATE TABLE public.t_1_2 (LIKE public.t_1 INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t_1 ATTACH PARTITION public.t_1_2 for values in (2);
INSERT INTO public.t_1 (id, at, a, b)
SELECT id, at, a, b
  FROM public.t_1_old;
DROP TABLE public.t_1_old;
COMMIT;
