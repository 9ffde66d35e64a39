-- From old to new: 1 missing, 1 unexpected, 4 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 4 (take table g from its parents; take table c from its parents; drop the default of column p.d; and 2 more) needs --allow rewrite,blocks-reads.
-- Note: if this is a rename, say so: --rename column:c.b=a
SET search_path = public;

-- 1. check column p.b from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID;

-- 2. check the rows of column p.b: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT b_is_not_null;

-- 3. set column p.b not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.p DROP CONSTRAINT b_is_not_null;
COMMIT;

-- 4. take table g from its parents; take table c from its parents; drop the default of column p.d; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table g from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.g NO INHERIT public.c;
-- take table c from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.c NO INHERIT public.p;
-- drop the default of column p.d: it is 1
ALTER TABLE public.p ALTER COLUMN d DROP DEFAULT;
ALTER TABLE ONLY public.g ALTER COLUMN d SET DEFAULT 1;
-- make table c anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.c RENAME TO c_old;
CREATE TABLE public.c (
    a integer not null
) INHERITS (p);
INSERT INTO public.c (a, b, d)
SELECT a, b, d
  FROM ONLY public.c_old;
DROP TABLE public.c_old;
-- make table g anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.g RENAME TO g_old;
CREATE TABLE public.g (
    d integer default 1
) INHERITS (c);
INSERT INTO public.g (a, b, d)
SELECT a, b, d
  FROM ONLY public.g_old;
DROP TABLE public.g_old;
COMMIT;

-- 5. let column p.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p ALTER COLUMN a DROP NOT NULL;
ALTER TABLE ONLY public.c ALTER COLUMN a SET NOT NULL;
ALTER TABLE ONLY public.g ALTER COLUMN a SET NOT NULL;
COMMIT;
