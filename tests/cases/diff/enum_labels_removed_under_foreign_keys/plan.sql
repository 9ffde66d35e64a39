-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop constraint uses.uses_c_fkey; make enum code anew; add constraint uses.uses_c_fkey) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop constraint uses.uses_c_fkey; make enum code anew; add constraint uses.uses_c_fkey: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.uses (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.codes (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop constraint uses.uses_c_fkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.uses DROP CONSTRAINT uses_c_fkey;
-- make enum code anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
ALTER TYPE public.code RENAME TO code_old;
CREATE TYPE public.code AS ENUM ('c', 'a');
ALTER TABLE public.codes ALTER COLUMN c TYPE code USING c::text::code;
ALTER TABLE public.uses ALTER COLUMN c TYPE code USING c::text::code;
DROP TYPE public.code_old;
-- add constraint uses.uses_c_fkey: new rows first: no scan
ALTER TABLE public.uses ADD CONSTRAINT uses_c_fkey foreign key (c) references codes(c) NOT VALID;
COMMENT ON CONSTRAINT uses_c_fkey ON public.uses IS 'known ones';
COMMIT;

-- 2. validate constraint uses.uses_c_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.uses (blocks nothing but other DDL)
--    lock: ROW SHARE on public.codes (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.uses VALIDATE CONSTRAINT uses_c_fkey;
