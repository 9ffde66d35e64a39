-- From old to new: 1 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop constraint a.positive; take table d from its parents; take table c from its parents; and 6 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop constraint a.positive; take table d from its parents; take table c from its parents; and 6 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.d (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop constraint a.positive: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.a DROP CONSTRAINT positive;
-- take table d from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.d NO INHERIT public.c;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.b;
ALTER TABLE public.c NO INHERIT public.a;
-- change column a.x to integer: it is bigint
ALTER TABLE public.a ALTER COLUMN x DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN x TYPE integer USING x::integer;
ALTER TABLE ONLY public.c ALTER COLUMN x SET DEFAULT 7;
ALTER TABLE ONLY public.d ALTER COLUMN x SET DEFAULT 7;
-- set the default of column a.y: it is 'b'::text
ALTER TABLE public.a ALTER COLUMN y SET DEFAULT 'a'::text;
-- change column b.x to integer: it is bigint
ALTER TABLE public.b ALTER COLUMN x DROP DEFAULT;
ALTER TABLE public.b ALTER COLUMN x TYPE integer USING x::integer;
ALTER TABLE ONLY public.c ALTER COLUMN x SET DEFAULT 7;
ALTER TABLE ONLY public.d ALTER COLUMN x SET DEFAULT 7;
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    x integer not null default 7,
    own text
) INHERITS (a, b);
INSERT INTO public.c (x, y, z, own)
SELECT x::integer, y, z, own
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
-- make table d anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.d RENAME TO d_old;
CREATE TABLE public.d (
) INHERITS (c);
INSERT INTO public.d (x, y, z, own)
SELECT x::integer, y, z, own
  FROM ONLY public.d_old;
DROP TABLE public.d_old;
-- add constraint a.positive: new rows first: no scan
ALTER TABLE public.a ADD CONSTRAINT positive check ((x > 0)) no inherit NOT VALID;
COMMIT;

-- 2. validate constraint a.positive: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.a VALIDATE CONSTRAINT positive;
