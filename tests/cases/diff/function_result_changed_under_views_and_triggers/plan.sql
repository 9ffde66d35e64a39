-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 1 (drop view over_v) needs --allow blocks-reads.
-- Consent: step 2 (drop view v) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view over_v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.over_v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.over_v;

-- 2. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 3. drop trigger t.on_level: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER on_level ON public.t;

-- 4. replace function level(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.level(integer);
CREATE OR REPLACE FUNCTION public.level(integer)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1::bigint$function$;
COMMIT;

-- 5. create view v: put back
BEGIN;
CREATE VIEW public.v AS
SELECT t.id,
    level(t.id) AS l
   FROM t;
CREATE TRIGGER of_view instead of update ON public.v for each row execute function touch();
COMMENT ON COLUMN public.v.l IS 'level';
COMMENT ON VIEW public.v IS 'levels';
COMMIT;

-- 6. create view over_v: put back
CREATE VIEW public.over_v AS
SELECT sum(v.l) AS all_of_them
   FROM v;

-- 7. create trigger t.on_level: put back
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
CREATE TRIGGER on_level after update ON public.t for each row when ((level(new.id) > level(old.id))) execute function touch();
