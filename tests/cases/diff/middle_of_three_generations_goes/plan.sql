-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (take table g from its parents; drop table c; make table g anew, with its rows) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. take table g from its parents; drop table c; make table g anew, with its rows: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- take table g from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.g NO INHERIT public.c;
-- drop table c: not declared
DROP TABLE public.c;
-- make table g anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.g RENAME TO g_old;
CREATE TABLE public.g (
    b integer not null,
    d integer
) INHERITS (p);
INSERT INTO public.g (a, b, d)
SELECT a, b, d
  FROM ONLY public.g_old;
DROP TABLE public.g_old;
COMMIT;
