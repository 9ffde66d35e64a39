-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace function f(integer, integer): its definition differs
CREATE OR REPLACE FUNCTION public.f(a integer, b integer DEFAULT 5)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT a + b$function$;
