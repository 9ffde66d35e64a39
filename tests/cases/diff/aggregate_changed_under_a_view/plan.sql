-- From old to new: 2 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; create function add(bigint, integer); create aggregate middle(double precision ORDER BY integer); and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- create function add(bigint, integer): declared, not there
CREATE OR REPLACE FUNCTION public.add(bigint, integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 + $2$function$;
-- create aggregate middle(double precision ORDER BY integer): declared, not there
CREATE AGGREGATE public.middle(double precision ORDER BY integer) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
-- replace aggregate "Sum"(integer): its definition differs
DROP AGGREGATE public."Sum"(integer);
CREATE AGGREGATE public."Sum"(integer) (SFUNC = add, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
COMMENT ON AGGREGATE public."Sum"(integer) IS 'sums';
-- create view v: put back
CREATE VIEW public.v AS
SELECT "Sum"(t.id) AS s
   FROM t;
COMMIT;

-- 2. drop aggregate gone(text): not declared
DROP AGGREGATE public.gone(text);
