-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (make table c anew, with its rows) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (drop table p) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename table:p=q
SET search_path = public;

-- 1. create table q: declared, not there
BEGIN;
CREATE TABLE public.q (
    a integer not null,
    b integer default 1
);
ALTER TABLE public.q ADD CONSTRAINT k check ((a > 0));
COMMIT;

-- 2. make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    e integer
) INHERITS (q);
INSERT INTO public.c (a, b, e)
SELECT a, b, e
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
COMMIT;

-- 3. drop table p: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.p;
