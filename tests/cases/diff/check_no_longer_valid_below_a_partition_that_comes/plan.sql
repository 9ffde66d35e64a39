-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
SET search_path = public;

-- 1. drop constraint p.few: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p DROP CONSTRAINT few;

-- 2. drop constraint parted.few: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.parted (blocks reads and writes)
ALTER TABLE public.parted DROP CONSTRAINT few;

-- 3. create table c: declared, not there
CREATE TABLE public.c (
) INHERITS (p);

-- 4. create partition parted.parted_2: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.parted (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.parted_2 (LIKE public.parted INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.parted ATTACH PARTITION public.parted_2 for values in (2);
COMMIT;

-- 5. add constraint parted.few: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.parted (blocks reads and writes)
BEGIN;
ALTER TABLE public.parted ADD CONSTRAINT few check ((id < 5)) not valid;
COMMENT ON CONSTRAINT few ON public.parted IS 'not looked for';
COMMIT;

-- 6. validate constraint parted_1.few: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.parted_1 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.parted_1 VALIDATE CONSTRAINT few;

-- 7. create partition parted.parted_3: declared, not there
--    lock: SHARE UPDATE EXCLUSIVE on public.parted (blocks nothing but other DDL)
BEGIN;
CREATE TABLE public.parted_3 (LIKE public.parted INCLUDING ALL EXCLUDING IDENTITY EXCLUDING COMMENTS EXCLUDING STATISTICS);
ALTER TABLE public.parted ATTACH PARTITION public.parted_3 for values in (3);
COMMIT;

-- 8. add constraint p.few: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
ALTER TABLE public.p ADD CONSTRAINT few check ((id < 5)) not valid;
