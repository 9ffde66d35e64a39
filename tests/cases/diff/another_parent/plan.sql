-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (take table c from its parents; make table c anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. take table c from its parents; make table c anew, with its rows: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.a;
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
DROP INDEX public.c_id;
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    z text
) INHERITS (b);
CREATE INDEX c_id ON public.c (id);
INSERT INTO public.c (id, x, z)
SELECT id, x, z
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
COMMIT;
