-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; replace function outs(integer, text); replace function rows(); create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- replace function outs(integer, text): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.outs(integer, text);
CREATE OR REPLACE FUNCTION public.outs(a integer, OUT b bigint, INOUT c text)
 RETURNS record
 LANGUAGE plpgsql
AS $function$BEGIN END$function$;
-- replace function rows(): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.rows();
CREATE OR REPLACE FUNCTION public.rows()
 RETURNS TABLE(id integer, name text)
 LANGUAGE sql
 STABLE
AS $function$SELECT id, name FROM t$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT rows.id
   FROM rows() rows(id, name);
COMMIT;
