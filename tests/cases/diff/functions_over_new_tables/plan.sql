-- From old to new: 8 missing, 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view uses_named; create table t; create function number(); and 8 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.uses_named (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.o (blocks reads and writes)
BEGIN;
-- drop view uses_named: it comes back below
DROP VIEW public.uses_named;
-- create table t: declared, not there
CREATE TABLE public.t (
    a integer
);
-- create function number(): declared, not there
CREATE OR REPLACE FUNCTION public.number()
 RETURNS bigint
 LANGUAGE sql
BEGIN ATOMIC
 SELECT count(*) AS count
    FROM t;
END;
-- create function of_view(): declared, not there
CREATE OR REPLACE FUNCTION public.of_view()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT count(*) FROM v$function$;
-- create function rows(): declared, not there
CREATE OR REPLACE FUNCTION public.rows()
 RETURNS SETOF t
 LANGUAGE sql
AS $function$SELECT * FROM t$function$;
-- create function second(o): declared, not there
CREATE OR REPLACE FUNCTION public.second(o)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1.y$function$;
-- create view v: declared, not there
CREATE VIEW public.v AS
SELECT second(o.*) AS second
   FROM o;
-- create function rows_of_view(): declared, not there
CREATE OR REPLACE FUNCTION public.rows_of_view()
 RETURNS SETOF v
 LANGUAGE sql
AS $function$SELECT * FROM v$function$;
-- replace function named(text): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.named(text);
CREATE OR REPLACE FUNCTION public.named(language text)
 RETURNS text
 LANGUAGE sql
AS $function$ SELECT 'a' $function$;
-- add column o.y: declared, not there
ALTER TABLE public.o ADD COLUMN y integer;
-- create view uses_named: put back
CREATE VIEW public.uses_named AS
SELECT named('a'::text) AS named;
COMMIT;
