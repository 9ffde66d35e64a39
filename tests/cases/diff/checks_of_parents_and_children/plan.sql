-- From old to new: 4 missing, 5 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 15 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint c.k2: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c DROP CONSTRAINT k2;

-- 2. add constraint g.k3: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
ALTER TABLE public.g ADD CONSTRAINT k3 check ((a < 9)) NOT VALID;

-- 3. validate constraint g.k3: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.g (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.g VALIDATE CONSTRAINT k3;

-- 4. drop constraint p.k3: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p DROP CONSTRAINT k3;

-- 5. drop constraint c.k3: not declared
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c DROP CONSTRAINT k3;

-- 6. drop constraint g.k4: not declared
--    lock: ACCESS EXCLUSIVE on public.g (blocks reads and writes)
ALTER TABLE public.g DROP CONSTRAINT k4;

-- 7. add constraint c.k1: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.c (blocks reads and writes)
ALTER TABLE public.c ADD CONSTRAINT k1 check ((a > 0)) NOT VALID;

-- 8. validate constraint c.k1: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.c VALIDATE CONSTRAINT k1;

-- 9. drop constraint p.k1: not declared
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p DROP CONSTRAINT k1;

-- 10. add constraint p.k5: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
BEGIN;
ALTER TABLE public.p DROP CONSTRAINT k5;
ALTER TABLE public.p ADD CONSTRAINT k5 check ((b > 5)) NOT VALID;
COMMIT;

-- 11. validate constraint p.k5: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT k5;

-- 12. add constraint p.k2: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD CONSTRAINT k2 check ((a > 2)) NOT VALID;

-- 13. validate constraint p.k2: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT k2;

-- 14. add constraint p.k4: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD CONSTRAINT k4 check ((b > 4)) NOT VALID;

-- 15. validate constraint p.k4: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.p VALIDATE CONSTRAINT k4;
