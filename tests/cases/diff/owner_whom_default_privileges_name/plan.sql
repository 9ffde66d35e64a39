-- From old to new: 3 missing.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create composite type pair: declared, not there
CREATE TYPE public.pair AS (a integer, b integer);

-- 2. create function f(): declared, not there
CREATE OR REPLACE FUNCTION public.f()
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT 1$function$;

-- 3. create table t: declared, not there
CREATE TABLE public.t (
    id integer
);

-- 4. give composite type pair its owner and privileges: declared
ALTER TYPE public.pair OWNER TO pg_monitor;

-- 5. give function f() its owner and privileges: declared
ALTER ROUTINE public.f() OWNER TO pg_monitor;

-- 6. give table t its owner and privileges: declared
ALTER TABLE public.t OWNER TO pg_monitor;
