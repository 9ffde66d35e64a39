-- From old to new: 2 missing, 2 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; create enum other.kind; create function other.f(); create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- create enum other.kind: declared, not there
CREATE TYPE other.kind AS ENUM ('a');
-- create function other.f(): declared, not there
CREATE OR REPLACE FUNCTION other.f()
 RETURNS other.kind
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT 'a'::other.kind$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT other.f() AS f;
COMMIT;

-- 2. drop function f(): not declared
DROP FUNCTION public.f();

-- 3. drop enum kind: not declared
DROP TYPE public.kind;
