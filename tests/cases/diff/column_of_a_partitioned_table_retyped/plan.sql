-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop view of_part) needs --allow blocks-reads.
-- Consent: step 3 (change column t.n to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 6 (drop column t.gone) needs --allow data-loss.
SET search_path = public;

-- 1. drop view of_part: it comes back below
--    lock: ACCESS EXCLUSIVE on public.of_part (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.of_part;

-- 2. add column t.fresh: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN fresh text not null default 'x'::text;

-- 3. change column t.n to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN n TYPE bigint USING n::bigint;
ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 1;
COMMIT;

-- 4. set the default of column t_0.n: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.t_0 (blocks reads and writes)
ALTER TABLE public.t_0 ALTER COLUMN n SET DEFAULT 5;

-- 5. create view of_part: put back
CREATE VIEW public.of_part AS
SELECT t_1.n
   FROM t_1;

-- 6. drop column t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN gone;
