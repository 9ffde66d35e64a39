-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (drop column t.b) needs --allow data-loss.
SET search_path = public;

-- 1. drop view w; drop view v; create view v; create view w: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.w (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view w: it comes back below
DROP VIEW public.w;
-- drop view v: it comes back below
DROP VIEW public.v;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.id,
    t.a
   FROM t;
-- create view w: put back
CREATE VIEW public.w AS
SELECT v.id
   FROM v;
COMMENT ON VIEW public.w IS 'on top';
COMMIT;

-- 2. drop column t.b: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN b;
