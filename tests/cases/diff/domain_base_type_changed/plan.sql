-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view v; drop function f(code); make domain code anew; and 2 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; drop function f(code); make domain code anew; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop function f(code): it stands in the way, and comes back below
DROP FUNCTION public.f(code);
-- make domain code anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public.code RENAME TO code_old;
CREATE DOMAIN public.code AS text default 'x'::text;
COMMENT ON DOMAIN public.code IS 'a code';
ALTER DOMAIN public.code ADD CONSTRAINT filled check ((value <> ''::text));
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT, ALTER COLUMN c TYPE code, ALTER COLUMN c SET DEFAULT 'y'::text, ALTER COLUMN cs TYPE code[];
DROP DOMAIN public.code_old;
-- create function f(code): put back
CREATE OR REPLACE FUNCTION public.f(code)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT 1$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.c,
    t.cs
   FROM t
  WHERE ((t.c)::text > 'a'::text);
COMMIT;
