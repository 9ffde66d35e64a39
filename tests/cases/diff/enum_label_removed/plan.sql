-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make enum status anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make enum status anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.status RENAME TO status_old;
CREATE TYPE public.status AS ENUM ('draft', 'done');
COMMENT ON TYPE public.status IS 'where it stands';
ALTER TABLE public.t ALTER COLUMN many DROP DEFAULT, ALTER COLUMN many TYPE status[] USING many::text::status[], ALTER COLUMN many SET DEFAULT '{draft,done}'::status[], ALTER COLUMN s DROP DEFAULT, ALTER COLUMN s TYPE status USING s::text::status, ALTER COLUMN s SET DEFAULT 'draft'::status;
DROP TYPE public.status_old;
COMMIT;
