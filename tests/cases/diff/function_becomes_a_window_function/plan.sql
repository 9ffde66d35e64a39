-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; replace function "window"(); replace function f(text, date); create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- replace function "window"(): its definition differs
CREATE OR REPLACE FUNCTION public."window"()
 RETURNS integer
 LANGUAGE sql
 WINDOW
AS $function$SELECT 2$function$;
-- replace function f(text, date): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.f(text, date);
CREATE OR REPLACE FUNCTION public.f(text, date)
 RETURNS boolean
 LANGUAGE sql
 WINDOW IMMUTABLE
AS $function$SELECT $1 = 'abcd'$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT f('a'::text, '2000-01-01'::date) OVER () AS x;
COMMIT;
