-- From old to new: 4 missing, 3 unexpected.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 1 (drop view w) needs --allow blocks-reads.
-- Consent: step 4 (drop column t.gone) needs --allow data-loss.
-- Consent: step 6 (drop column u.y) needs --allow data-loss.
SET search_path = public;

-- 1. drop view w: not declared
--    lock: ACCESS EXCLUSIVE on public.w (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.w;

-- 2. add column t.b: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN b text;

-- 3. add column u.z: declared, not there
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
ALTER TABLE public.u ADD COLUMN z text;

-- 4. drop column t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN gone;

-- 5. create view v: declared, not there
CREATE VIEW public.v AS
SELECT all_rows.a,
    all_rows.b
   FROM all_rows() all_rows(a, b);

-- 6. drop column u.y: not declared
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.u DROP COLUMN y;

-- 7. create materialized view w: declared, not there
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.w AS
SELECT of_u.x,
    of_u.z
   FROM of_u() of_u(z, x);
