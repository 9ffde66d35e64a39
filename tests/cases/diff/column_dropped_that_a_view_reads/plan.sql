-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (drop view w) needs --allow blocks-reads.
-- Consent: step 2 (drop view v) needs --allow blocks-reads.
-- Consent: step 5 (drop column t.b) needs --allow data-loss.
SET search_path = public;

-- 1. drop view w: it comes back below
--    lock: ACCESS EXCLUSIVE on public.w (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.w;

-- 2. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 3. create view v: put back
CREATE VIEW public.v AS
SELECT t.id,
    t.a
   FROM t;

-- 4. create view w: put back
BEGIN;
CREATE VIEW public.w AS
SELECT v.id
   FROM v;
COMMENT ON VIEW public.w IS 'on top';
COMMIT;

-- 5. drop column t.b: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN b;
