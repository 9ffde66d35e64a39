-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view over_v; drop view v; drop trigger t.on_level; and 4 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.over_v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
-- drop view over_v: it comes back below
DROP VIEW public.over_v;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop trigger t.on_level: it stands in the way, and comes back below; until then it does not hold
DROP TRIGGER on_level ON public.t;
-- replace function level(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.level(integer);
CREATE OR REPLACE FUNCTION public.level(integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1::bigint$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.id,
    level(t.id) AS l
   FROM t;
CREATE TRIGGER of_view instead of update ON public.v for each row execute function touch();
COMMENT ON COLUMN public.v.l IS 'level';
COMMENT ON VIEW public.v IS 'levels';
-- create view over_v: put back
CREATE VIEW public.over_v AS
SELECT sum(v.l) AS all_of_them
   FROM v;
-- create trigger t.on_level: put back
CREATE TRIGGER on_level after update ON public.t for each row when ((level(new.id) > level(old.id))) execute function touch();
COMMIT;
