-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view w; drop view v; drop the default of column t.x; and 5 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.w (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
-- drop view w: it comes back below
DROP VIEW public.w;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop the default of column t.x: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN x DROP DEFAULT;
-- drop function f(integer, integer): not declared
DROP FUNCTION public.f(integer, integer);
-- create function f(integer): declared, not there
CREATE OR REPLACE FUNCTION public.f(a integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT a$function$;
-- set the default of column t.x: put back
ALTER TABLE ONLY public.t ALTER COLUMN x SET DEFAULT f(1);
-- create view v: put back
CREATE VIEW public.v AS
SELECT f(2) AS f;
-- create view w: put back
CREATE VIEW public.w AS
SELECT v.f
   FROM v;
COMMIT;
