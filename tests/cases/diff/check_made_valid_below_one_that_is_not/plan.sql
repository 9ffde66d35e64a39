-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. validate constraint c."Not five": reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.c (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.c VALIDATE CONSTRAINT "Not five";

-- 2. validate constraint parted_2.few: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.parted_2 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.parted_2 VALIDATE CONSTRAINT few;
