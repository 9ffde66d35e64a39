-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint p.k; drop constraint q.k; add constraint p.k; add constraint q.k: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.q (blocks reads and writes)
BEGIN;
-- drop constraint p.k: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.p DROP CONSTRAINT k;
-- drop constraint q.k: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.q DROP CONSTRAINT k;
-- add constraint p.k: new rows first: no scan
ALTER TABLE public.p ADD CONSTRAINT k check ((a > 1)) NOT VALID;
-- add constraint q.k: new rows first: no scan
ALTER TABLE public.q ADD CONSTRAINT k check ((a > 1)) NOT VALID;
COMMIT;

-- 2. validate constraint p.k: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT k;

-- 3. validate constraint q.k: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.q (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.q VALIDATE CONSTRAINT k;
