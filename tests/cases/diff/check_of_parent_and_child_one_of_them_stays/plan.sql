-- From old to new: 2 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint p.m; drop constraint c.m; drop constraint p.k; add constraint p.m: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
BEGIN;
-- drop constraint p.m: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.p DROP CONSTRAINT m;
-- drop constraint c.m: not declared
ALTER TABLE public.c DROP CONSTRAINT m;
-- drop constraint p.k: not declared
ALTER TABLE public.p DROP CONSTRAINT k;
-- add constraint p.m: new rows first: no scan
ALTER TABLE public.p ADD CONSTRAINT m check ((a < 9)) NOT VALID;
COMMIT;

-- 2. validate constraint p.m: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT m;
