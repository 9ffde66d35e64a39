-- From old to new: 3 unexpected.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (drop column animals.name) needs --allow data-loss.
-- Consent: step 3 (take table cats from its parents; make table cats anew, with its rows) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop constraint animals.named: not declared
--    lock: ACCESS EXCLUSIVE on public.animals (blocks reads and writes)
ALTER TABLE public.animals DROP CONSTRAINT named;

-- 2. drop column animals.name: not declared
--    lock: ACCESS EXCLUSIVE on public.animals (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE ONLY public.animals DROP COLUMN name;

-- 3. take table cats from its parents; make table cats anew, with its rows: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.cats (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- take table cats from its parents: it is made anew; until then its rows are not its parents'
ALTER TABLE public.cats NO INHERIT public.animals;
-- make table cats anew, with its rows: which columns are its own and which its parents' cannot be altered; its rows are copied
ALTER TABLE public.cats RENAME TO cats_old;
CREATE TABLE public.cats (
    name text,
    lives integer
) INHERITS (animals);
ALTER TABLE public.cats ADD CONSTRAINT named check ((name <> ''::text));
INSERT INTO public.cats (id, name, lives)
SELECT id, name, lives
  FROM ONLY public.cats_old;
DROP TABLE public.cats_old;
COMMIT;
