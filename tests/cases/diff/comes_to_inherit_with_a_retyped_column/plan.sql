-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (change column one.name to text) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (change column child.name to text) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (drop column child.extra) needs --allow data-loss.
SET search_path = public;

-- 1. change column one.name to text: it is numeric
--    lock: ACCESS EXCLUSIVE on public.one (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.one ALTER COLUMN name TYPE text USING name::text;

-- 2. create table a_child_of_both: declared, not there
CREATE TABLE public.a_child_of_both (
    name text not null
) INHERITS (one, other);

-- 3. change column child.name to text: it is timestamp with time zone
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.child ALTER COLUMN name TYPE text USING name::text;

-- 4. drop column child.extra: not declared
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.child DROP COLUMN extra;

-- 5. change what table child inherits: it inherits nothing
--    lock: ACCESS EXCLUSIVE on public.child (blocks reads and writes)
--    lock: SHARE UPDATE EXCLUSIVE on public.parent (blocks nothing but other DDL)
ALTER TABLE public.child INHERIT parent;
