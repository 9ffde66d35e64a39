-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (take table c from its parents; drop table p; create table q; make table c anew, with its rows) needs --allow data-loss,rewrite,blocks-reads.
-- Note: if this is a rename, say so: --rename table:p=q
SET search_path = public;

-- 1. take table c from its parents; drop table p; create table q; make table c anew, with its rows: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.p;
-- drop table p: not declared
DROP TABLE public.p;
-- create table q: declared, not there
CREATE TABLE public.q (
    a integer not null,
    b integer default 1
);
ALTER TABLE public.q ADD CONSTRAINT k check ((a > 0));
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    e integer
) INHERITS (q);
INSERT INTO public.c (a, b, e)
SELECT a, b, e
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
COMMIT;
