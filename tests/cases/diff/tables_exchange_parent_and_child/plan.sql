-- From old to new: 2 missing, 2 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (take table c from its parents; make table c anew, with its rows) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (make table p anew, with its rows) needs --allow blocks-reads,rewrite.
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
    a integer,
    b integer
);
INSERT INTO public.c (a, b)
SELECT a, b
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
COMMIT;

-- 2. make table p anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: blocks-reads, rewrite
BEGIN;
ALTER TABLE public.p RENAME TO p_old;
CREATE TABLE public.p (
) INHERITS (c);
INSERT INTO public.p (a, b)
SELECT a, b
  FROM ONLY public.p_old;
DROP TABLE public.p_old;
COMMIT;
