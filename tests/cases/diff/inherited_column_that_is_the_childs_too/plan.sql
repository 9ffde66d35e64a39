-- From old to new: 2 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (make table c anew, with its rows) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (make table d anew, with its rows) needs --allow rewrite,blocks-reads.
-- Note: if this is a rename, say so: --rename column:c.a=x
SET search_path = public;

-- 1. make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    x integer
) INHERITS (p);
INSERT INTO public.c (a, b)
SELECT a, b
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
COMMIT;

-- 2. make table d anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.d (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
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
