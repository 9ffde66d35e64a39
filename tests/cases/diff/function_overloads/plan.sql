-- From old to new: 2 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v; create function f(numeric); create function f(text[]); and 3 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- create function f(numeric): declared, not there
CREATE OR REPLACE FUNCTION public.f(numeric)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT 1::text$function$;
-- create function f(text[]): declared, not there
CREATE OR REPLACE FUNCTION public.f(VARIADIC text[])
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1[1]$function$;
-- replace function f(integer): its definition differs
CREATE OR REPLACE FUNCTION public.f(integer)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT 2::text$function$;
-- replace function f(text): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.f(text);
CREATE OR REPLACE FUNCTION public.f(text)
 RETURNS character varying
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1::varchar$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT f(1) AS a,
    f('x'::text) AS b;
COMMIT;

-- 2. drop function f(integer, text): not declared
DROP FUNCTION public.f(integer, text);
