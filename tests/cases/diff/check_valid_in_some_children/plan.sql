-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint p.k; add constraint p.k: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
-- drop constraint p.k: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.p DROP CONSTRAINT k;
-- add constraint p.k: new rows first: no scan
ALTER TABLE public.p ADD CONSTRAINT k check ((a > 0)) not valid;
COMMIT;

-- 2. validate constraint d.k: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.d (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.d VALIDATE CONSTRAINT k;
