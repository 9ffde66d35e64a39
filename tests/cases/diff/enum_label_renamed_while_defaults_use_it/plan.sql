-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make enum status anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make enum status anew: labels were removed and added; ALTER TYPE … RENAME VALUE keeps rows if it is a rename
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.status RENAME TO status_old;
CREATE TYPE public.status AS ENUM ('opened', 'closed');
ALTER TABLE public.t ALTER COLUMN old DROP DEFAULT, ALTER COLUMN old TYPE status USING old::text::status, ALTER COLUMN old SET DEFAULT 'closed'::status, ALTER COLUMN s DROP DEFAULT, ALTER COLUMN s TYPE status USING s::text::status, ALTER COLUMN s SET DEFAULT 'opened'::status;
DROP TYPE public.status_old;
COMMIT;
