-- From old to new: 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view w; drop function two(); drop transform for integer language sql; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.w (blocks reads and writes)
BEGIN;
-- drop view w: it comes back below
DROP VIEW public.w;
-- drop function two(): it stands in the way, and comes back below
DROP FUNCTION public.two();
-- drop transform for integer language sql: not declared
DROP TRANSFORM for integer language sql;
-- create function two(): put back
CREATE OR REPLACE FUNCTION public.two()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 2$function$;
COMMENT ON ROUTINE public.two() IS 'over it';
-- create view w: put back
CREATE VIEW public.w AS
SELECT two() AS n;
COMMIT;
