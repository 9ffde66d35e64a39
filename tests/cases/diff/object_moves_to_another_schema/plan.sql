-- From old to new: 2 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. create enum other.kind: declared, not there
CREATE TYPE other.kind AS ENUM ('a');

-- 3. create function other.f(): declared, not there
CREATE OR REPLACE FUNCTION other.f()
 RETURNS other.kind
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT 'a'::other.kind$function$;

-- 4. create view v: put back
CREATE VIEW public.v AS
SELECT other.f() AS f;

-- 5. drop function f(): not declared
DROP FUNCTION public.f();

-- 6. drop enum kind: not declared
DROP TYPE public.kind;
