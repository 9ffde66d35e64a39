-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (take table g from its parents; take table c from its parents; make table p anew, with its rows; and 2 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. create table o: declared, not there
CREATE TABLE public.o (
    a integer
);

-- 2. take table g from its parents; take table c from its parents; make table p anew, with its rows; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table g from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.g NO INHERIT public.c;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.p;
-- make table p anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.p RENAME TO p_old;
CREATE TABLE public.p (
    b integer
) INHERITS (o);
INSERT INTO public.p (a, b)
SELECT a, b
  FROM ONLY public.p_old;
DROP TABLE public.p_old;
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    x integer
) INHERITS (p);
INSERT INTO public.c (a, b, x)
SELECT a, b, x
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
-- make table g anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.g RENAME TO g_old;
CREATE TABLE public.g (
    y integer
) INHERITS (c);
INSERT INTO public.g (a, b, x, y)
SELECT a, b, x, y
  FROM ONLY public.g_old;
DROP TABLE public.g_old;
COMMIT;
