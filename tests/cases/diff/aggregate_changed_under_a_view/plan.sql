-- From old to new: 2 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. create function add(bigint, integer): declared, not there
CREATE OR REPLACE FUNCTION public.add(bigint, integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 + $2$function$;

-- 3. create aggregate middle(double precision ORDER BY integer): declared, not there
CREATE AGGREGATE public.middle(double precision ORDER BY integer) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);

-- 4. replace aggregate "Sum"(integer): its definition differs
BEGIN;
DROP AGGREGATE public."Sum"(integer);
CREATE AGGREGATE public."Sum"(integer) (SFUNC = add, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
COMMENT ON AGGREGATE public."Sum"(integer) IS 'sums';
COMMIT;

-- 5. create view v: put back
CREATE VIEW public.v AS
SELECT "Sum"(t.id) AS s
   FROM t;

-- 6. drop aggregate gone(text): not declared
DROP AGGREGATE public.gone(text);
