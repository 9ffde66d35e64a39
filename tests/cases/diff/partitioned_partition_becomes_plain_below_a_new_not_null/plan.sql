-- From old to new: 1 missing, 2 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 4 (create index m.m_b_idx) needs --allow blocks-writes.
-- Consent: step 5 (make partition m.m1 anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. check column m.b from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
ALTER TABLE public.m ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID;

-- 2. check the rows of column m.b: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.m (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.m VALIDATE CONSTRAINT b_is_not_null;

-- 3. set column m.b not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
BEGIN;
ALTER TABLE public.m ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.m DROP CONSTRAINT b_is_not_null;
COMMIT;

-- 4. create index m.m_b_idx: declared, not there; its partitions are partitioned themselves
--    lock: SHARE on public.m (blocks writes)
--    hazard: blocks-writes, long-scan
CREATE INDEX m_b_idx ON public.m (b);

-- 5. make partition m.m1 anew, with its rows: how a table is partitioned cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.m1 (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.m DETACH PARTITION public.m1;
ALTER INDEX IF EXISTS public.m1_0_b_idx RENAME TO m1_0_b_idx_old;
ALTER INDEX IF EXISTS public.m1_0_pkey RENAME TO m1_0_pkey_old;
ALTER INDEX IF EXISTS public.m1_1_b_idx RENAME TO m1_1_b_idx_old;
ALTER INDEX IF EXISTS public.m1_1_pkey RENAME TO m1_1_pkey_old;
ALTER INDEX IF EXISTS public.m1_b_idx RENAME TO m1_b_idx_old;
ALTER INDEX IF EXISTS public.m1_pkey RENAME TO m1_pkey_old;
ALTER TABLE public.m1 RENAME TO m1_old;
ALTER TABLE public.m1_0 RENAME TO m1_0_old;
ALTER TABLE public.m1_1 RENAME TO m1_1_old;
CREATE TABLE public.m1 (LIKE public.m INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.m ATTACH PARTITION public.m1 for values with (modulus 2, remainder 0);
INSERT INTO public.m1 (id, b, c)
SELECT id, b, c
  FROM public.m1_old;
DROP TABLE public.m1_old;
COMMIT;
