-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 2 (drop table gone) needs --allow data-loss.
SET search_path = public;

-- 1. make table t a table of its own: it is of point_of
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t NOT OF;

-- 2. drop table gone: not declared
--    lock: ACCESS EXCLUSIVE on public.gone (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.gone;

-- 3. create table fresh: declared, not there
CREATE TABLE public.fresh (
    x integer not null,
    y text
);
ALTER TABLE public.fresh OF point_of;

-- 4. set the default of column u.y: it is none
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
ALTER TABLE public.u ALTER COLUMN y SET DEFAULT 'a'::text;

-- 5. change the of type of table u: it is none
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
ALTER TABLE public.u OF point_of;
