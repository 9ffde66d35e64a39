-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make domain base, domain middle, domain top anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make domain base, domain middle, domain top anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.base RENAME TO base_old;
ALTER TYPE public.middle RENAME TO middle_old;
ALTER TYPE public.top RENAME TO top_old;
CREATE DOMAIN public.base AS bigint;
ALTER DOMAIN public.base ADD CONSTRAINT low check ((value < 1000));
CREATE DOMAIN public.middle AS base;
ALTER DOMAIN public.middle ADD CONSTRAINT high check (((value)::bigint > 0));
CREATE DOMAIN public.top AS middle default 5;
ALTER TABLE public.t ALTER COLUMN a TYPE base USING a::base, ALTER COLUMN b TYPE middle USING b::middle, ALTER COLUMN c TYPE top USING c::top, ALTER COLUMN d TYPE top[] USING d::top[];
DROP DOMAIN public.top_old;
DROP DOMAIN public.middle_old;
DROP DOMAIN public.base_old;
COMMIT;
