-- From old to new: 2 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop index m.m_n) needs --allow blocks-reads.
-- Consent: step 2 (add constraint m.m_pkey) needs --allow blocks-writes,blocks-reads.
-- Consent: step 3 (make partition m.m_eu anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop index m.m_n: PostgreSQL cannot drop a partitioned index concurrently
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP INDEX public.m_n;

-- 2. add constraint m.m_pkey: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
ALTER TABLE public.m ADD CONSTRAINT m_pkey primary key (id, region);

-- 3. make partition m.m_eu anew, with its rows: how a table is partitioned cannot be altered; its rows are copied, and if one fits no partition nothing is changed
--    lock: ACCESS EXCLUSIVE on public.m_eu (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.m DETACH PARTITION public.m_eu;
ALTER INDEX IF EXISTS public.eu_n RENAME TO eu_n_old;
ALTER INDEX IF EXISTS public.m_eu_n_idx RENAME TO m_eu_n_idx_old;
ALTER INDEX IF EXISTS public.m_eu_pkey RENAME TO m_eu_pkey_old;
ALTER TABLE public.m_eu RENAME TO m_eu_old;
CREATE TABLE public.m_eu PARTITION OF public.m for values in ('eu') partition by hash (id);
CREATE TABLE public.m_eu_0 (LIKE public.m_eu INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.m_eu ATTACH PARTITION public.m_eu_0 for values with (modulus 1, remainder 0);
INSERT INTO public.m_eu (id, region, n)
SELECT id, region, n
  FROM ONLY public.m_eu_old;
DROP TABLE public.m_eu_old;
COMMIT;
