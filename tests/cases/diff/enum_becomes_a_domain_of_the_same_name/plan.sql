-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view v; make enum status anew; create view v) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v; make enum status anew; create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- make enum status anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public.status RENAME TO status_old;
CREATE DOMAIN public.status AS text;
ALTER DOMAIN public.status ADD CONSTRAINT known check ((value = any (array['a'::text, 'b'::text])));
ALTER TABLE public.t ALTER COLUMN s DROP DEFAULT, ALTER COLUMN s TYPE status USING s::text::status, ALTER COLUMN s SET DEFAULT 'a'::text;
DROP TYPE public.status_old;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.s
   FROM t;
COMMIT;
