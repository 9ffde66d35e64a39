-- From old to new: 2 missing.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (add column t.token) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. add column t.note: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ADD COLUMN note character varying(20) not null default 'none'::character varying;
COMMENT ON COLUMN public.t.note IS 'it''s a note';
COMMIT;

-- 2. add column t.token: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ADD COLUMN token uuid default gen_random_uuid();
