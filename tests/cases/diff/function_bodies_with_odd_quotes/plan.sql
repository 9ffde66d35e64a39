-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function "select"(integer, text): declared, not there
CREATE OR REPLACE FUNCTION public."select"("table" integer, "Öl" text DEFAULT ';'::text)
 RETURNS TABLE("from" integer, "a b" text)
 LANGUAGE plpgsql
AS $function$-- $1
BEGIN RETURN; END;$function$;

-- 2. replace function "Do It"(integer): its definition differs
CREATE OR REPLACE PROCEDURE public."Do It"(INOUT a integer)
 LANGUAGE plpgsql
AS $procedure$BEGIN
  a := 2;
END -- $procedure$
;

-- 3. replace function odd(text): its definition differs
CREATE OR REPLACE FUNCTION public.odd(text)
 RETURNS text
 LANGUAGE sql
AS $functionx$
SELECT $1 || $$ it's $$ || E'\n\\' || U&'\00e9' || 'é—ü' -- a comment; with 'quotes'
   || $function$ inner $function$ /* another '*/
$functionx$;

-- 4. drop function gone(): not declared
DROP FUNCTION public.gone();

-- 5. comment on function odd(text): the comment differs
COMMENT ON ROUTINE public.odd(text) IS 'a
b -- c'
;
