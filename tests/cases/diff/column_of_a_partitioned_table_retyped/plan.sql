-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop view of_part; add column t.fresh; change column t.n to bigint; and 2 more) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (drop column t.gone) needs --allow data-loss.
SET search_path = public;

-- 1. drop view of_part; add column t.fresh; change column t.n to bigint; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.of_part (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_0 (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view of_part: it comes back below
DROP VIEW public.of_part;
-- add column t.fresh: declared, not there
ALTER TABLE public.t ADD COLUMN fresh text not null default 'x'::text;
-- change column t.n to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN n TYPE bigint USING n::bigint;
ALTER TABLE public.t ALTER COLUMN n SET DEFAULT 1;
-- set the default of column t_0.n: it is not its parent's
ALTER TABLE public.t_0 ALTER COLUMN n SET DEFAULT 5;
-- create view of_part: put back
CREATE VIEW public.of_part AS
SELECT t_1.n
   FROM t_1;
COMMIT;

-- 2. drop column t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN gone;
