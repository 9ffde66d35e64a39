-- From old to new: 3 missing, 3 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; drop aggregate collects(anyelement); drop function adds(anyarray, anyelement); and 5 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop aggregate collects(anyelement): not declared
DROP AGGREGATE public.collects(anyelement);
-- drop function adds(anyarray, anyelement): not declared
DROP FUNCTION public.adds(anyarray, anyelement);
-- create function adds(anycompatiblearray, anycompatible): declared, not there
CREATE OR REPLACE FUNCTION public.adds(anycompatiblearray, anycompatible)
 RETURNS anycompatiblearray
 LANGUAGE sql
AS $function$SELECT array_append($1, $2)$function$;
-- drop function first(anycompatible, anycompatible): not declared
DROP FUNCTION public.first(anycompatible, anycompatible);
-- create function first(anyelement, anyelement): declared, not there
CREATE OR REPLACE FUNCTION public.first(a anyelement, b anyelement)
 RETURNS anyelement
 LANGUAGE sql
AS $function$SELECT a$function$;
-- create aggregate collects(anycompatible): declared, not there
CREATE AGGREGATE public.collects(anycompatible) (SFUNC = adds, STYPE = anycompatiblearray);
-- create view v: put back
CREATE VIEW public.v AS
SELECT collects(x.x) AS collects,
    first(1, 2) AS first
   FROM generate_series(1, 2) x(x);
COMMIT;
