-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (make table c anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. create table d: declared, not there
CREATE TABLE public.d (
) INHERITS (p);

-- 2. make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
) INHERITS (p, p2);
INSERT INTO public.c (a)
SELECT a
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
COMMIT;
