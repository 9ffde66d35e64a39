-- From old to new: 5 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint other."Goes": not declared
--    lock: ACCESS EXCLUSIVE on public.other (blocks reads and writes)
ALTER TABLE public.other DROP CONSTRAINT "Goes";

-- 2. create table "Of beside": declared, not there
CREATE TABLE public."Of beside" (
) INHERITS (beside);

-- 3. add constraint parent."Not five": new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
ALTER TABLE public.parent ADD CONSTRAINT "Not five" check ((id <> 5)) not valid;

-- 4. create table child: declared, not there
CREATE TABLE public.child (
    more text
) INHERITS (parent);

-- 5. create table grandchild: declared, not there
CREATE TABLE public.grandchild (
) INHERITS (child);

-- 6. add constraint was."Comes": new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.was (blocks reads and writes)
ALTER TABLE public.was ADD CONSTRAINT "Comes" check ((a > 0)) not valid;

-- 7. validate constraint stays."Comes": reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.stays (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.stays VALIDATE CONSTRAINT "Comes";

-- 8. validate constraint third.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.third (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.third VALIDATE CONSTRAINT c;
