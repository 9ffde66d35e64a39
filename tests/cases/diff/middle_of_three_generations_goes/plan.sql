-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (make table g anew, with its rows) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (drop table c) needs --allow data-loss.
SET search_path = public;

-- 1. make table g anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
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

-- 2. drop table c: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.c;
