-- From old to new: 2 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 3 (take table g from its parents; take table c from its parents; make table c anew, with its rows; make table g anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. add column p.n: declared, not there
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD COLUMN n integer;

-- 2. add column p.m: declared, not there
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD COLUMN m text;

-- 3. take table g from its parents; take table c from its parents; make table c anew, with its rows; make table g anew, with its rows: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table g from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.g NO INHERIT public.c;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.p;
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
) INHERITS (p);
INSERT INTO public.c (a, n)
SELECT a, n
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
-- make table g anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.g RENAME TO g_old;
CREATE TABLE public.g (
) INHERITS (c);
INSERT INTO public.g (a, n, m)
SELECT a, n, m
  FROM ONLY public.g_old;
DROP TABLE public.g_old;
COMMIT;
