-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 2 (make enum code anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop constraint uses.uses_c_fkey: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.uses (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.codes (blocks reads and writes)
ALTER TABLE public.uses DROP CONSTRAINT uses_c_fkey;

-- 2. make enum code anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.codes (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.uses (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.code RENAME TO code_old;
CREATE TYPE public.code AS ENUM ('c', 'a');
ALTER TABLE public.codes ALTER COLUMN c TYPE code USING c::text::code;
ALTER TABLE public.uses ALTER COLUMN c TYPE code USING c::text::code;
DROP TYPE public.code_old;
COMMIT;

-- 3. add constraint uses.uses_c_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.uses (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.codes (blocks writes)
BEGIN;
ALTER TABLE public.uses ADD CONSTRAINT uses_c_fkey foreign key (c) references codes(c) NOT VALID;
COMMENT ON CONSTRAINT uses_c_fkey ON public.uses IS 'known ones';
COMMIT;

-- 4. validate constraint uses.uses_c_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.uses (blocks nothing but other DDL)
--    lock: ROW SHARE on public.codes (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.uses VALIDATE CONSTRAINT uses_c_fkey;
