-- From old to new: 1 missing, 1 unexpected, 7 changed.
-- Proven on a temporary database on the same server: 11 steps, 0 differences left.
-- Consent: step 2 (change column parent.a to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (change column parent.b to character varying(30)) needs --allow rewrite,blocks-reads.
-- Consent: step 11 (drop column parent.gone) needs --allow data-loss.
SET search_path = public;

-- 1. add column parent.e: declared, not there
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
ALTER TABLE public.parent ADD COLUMN e text default 'e'::text;

-- 2. change column parent.a to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.parent ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.parent ALTER COLUMN a TYPE bigint USING a::bigint;
ALTER TABLE public.parent ALTER COLUMN a SET DEFAULT 2;
ALTER TABLE ONLY public.grandchild ALTER COLUMN a DROP DEFAULT;
COMMIT;

-- 3. drop the default of column child.a: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
ALTER TABLE public.child ALTER COLUMN a DROP DEFAULT;

-- 4. change column parent.b to character varying(30): it is text
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.parent ALTER COLUMN b TYPE character varying(30);

-- 5. check column child.b from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
ALTER TABLE public.child ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID;

-- 6. check the rows of column child.b: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.child (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.child VALIDATE CONSTRAINT b_is_not_null;

-- 7. set column child.b not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
BEGIN;
ALTER TABLE public.child ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.child DROP CONSTRAINT b_is_not_null;
COMMIT;

-- 8. drop the default of column child.e: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
ALTER TABLE public.child ALTER COLUMN e DROP DEFAULT;

-- 9. set the default of column parent.c: it is 3
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
BEGIN;
ALTER TABLE public.parent ALTER COLUMN c SET DEFAULT 5;
ALTER TABLE ONLY public.child ALTER COLUMN c SET DEFAULT 4;
ALTER TABLE ONLY public.grandchild ALTER COLUMN c SET DEFAULT 4;
COMMIT;

-- 10. let column parent.d be null: not declared
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
BEGIN;
ALTER TABLE public.parent ALTER COLUMN d DROP NOT NULL;
ALTER TABLE ONLY public.child ALTER COLUMN d SET NOT NULL;
ALTER TABLE ONLY public.grandchild ALTER COLUMN d SET NOT NULL;
COMMIT;

-- 11. drop column parent.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.parent DROP COLUMN gone;
