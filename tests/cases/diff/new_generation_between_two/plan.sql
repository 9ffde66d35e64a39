-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view v; create table c; take table g from its parents; and 2 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v; create table c; take table g from its parents; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- create table c: declared, not there
CREATE TABLE public.c (
    e text
) INHERITS (p);
-- take table g from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.g NO INHERIT public.p;
-- make table g anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
DROP INDEX public.i;
ALTER TABLE public.g RENAME TO g_old;
CREATE TABLE public.g (
    d integer
) INHERITS (c);
CREATE INDEX i ON public.g (a);
INSERT INTO public.g (a, b, d)
SELECT a, b, d
  FROM ONLY public.g_old;
DROP TABLE public.g_old;
-- create view v: put back
CREATE VIEW public.v AS
SELECT g.a,
    g.b,
    g.d
   FROM g;
COMMIT;
