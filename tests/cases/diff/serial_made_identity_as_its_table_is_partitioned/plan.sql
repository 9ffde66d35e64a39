-- From old to new: 1 missing, 1 unexpected, 4 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make table t anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make table t anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER SEQUENCE public.t_id_seq RENAME TO t_id_seq_old;
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t RENAME TO t_old;
CREATE TABLE public.t (
    id bigint not null generated always as identity,
    at date not null
) PARTITION BY range (at);
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id, at);
CREATE TABLE public.t_d (LIKE public.t INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.t ATTACH PARTITION public.t_d default;
INSERT INTO public.t (id, at) OVERRIDING SYSTEM VALUE
SELECT id, at
  FROM ONLY public.t_old;
SELECT setval('public.t_id_seq', last_value, is_called) FROM public.t_id_seq_old;
DROP TABLE public.t_old;
COMMIT;
