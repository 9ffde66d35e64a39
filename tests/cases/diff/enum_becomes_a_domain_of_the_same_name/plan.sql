-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 2 (make enum status anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. make enum status anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.status RENAME TO status_old;
CREATE DOMAIN public.status AS text;
ALTER DOMAIN public.status ADD CONSTRAINT known check ((value = any (array['a'::text, 'b'::text])));
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT, ALTER COLUMN s TYPE status USING s::text::status, ALTER COLUMN s SET DEFAULT 'a'::text;
DROP TYPE public.status_old;
COMMIT;

-- 3. create view v: put back
CREATE VIEW public.v AS
SELECT t.s
   FROM t;
