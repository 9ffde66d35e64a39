-- From old to new: 2 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (take table c from its parents; make table c anew, with its rows) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (take table d from its parents; make table d anew, with its rows) needs --allow rewrite,blocks-reads.
-- Note: if this is a rename, say so: --rename column:c.a=x
SET search_path = public;

-- 1. take table c from its parents; make table c anew, with its rows: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.p;
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    x integer
) INHERITS (p);
INSERT INTO public.c (a, b)
SELECT a, b
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
COMMIT;

-- 2. take table d from its parents; make table d anew, with its rows: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.d (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table d from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.d NO INHERIT public.p;
-- make table d anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.d RENAME TO d_old;
CREATE TABLE public.d (
    a integer,
    x integer
) INHERITS (p);
INSERT INTO public.d (a, b, x)
SELECT a, b, x
  FROM ONLY public.d_old;
DROP TABLE public.d_old;
COMMIT;
