-- From old to new: 3 missing, 3 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 2 (drop table dropped) needs --allow data-loss.
-- Consent: step 6 (change column t.kept to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 7 (drop column t.gone) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename table:dropped=made
-- Note: if this is a rename, say so: --rename column:t.gone=added
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop function of_dropped(dropped[]): not declared
DROP FUNCTION public.of_dropped(dropped[]);

-- 2. drop table dropped: not declared
--    lock: ACCESS EXCLUSIVE on public.dropped (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.dropped;

-- 3. create table made: declared, not there
CREATE TABLE public.made (
    id integer
);

-- 4. create function of_made(made): declared, not there
CREATE OR REPLACE FUNCTION public.of_made(made)
 RETURNS made
 LANGUAGE sql
AS $function$SELECT $1$function$;

-- 5. add column t.added: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN added text;

-- 6. change column t.kept to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN kept TYPE bigint USING kept::bigint;

-- 7. drop column t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN gone;
