-- From old to new: 6 missing.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 6 (add constraint t.t_open_excl) needs --allow blocks-writes,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function time_between(time without time zone, time without time zone): declared, not there
CREATE OR REPLACE FUNCTION public.time_between(time without time zone, time without time zone)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE STRICT
AS $function$SELECT extract(epoch FROM $1 - $2)::double precision$function$;

-- 2. create range type "Time Range": declared, not there
CREATE TYPE public."Time Range" AS RANGE (subtype = time without time zone, multirange_type_name = public."Time Range_multirange", subtype_diff = time_between);

-- 3. create range type textrange: declared, not there
BEGIN;
CREATE TYPE public.textrange AS RANGE (subtype = text, multirange_type_name = public.textmultirange, subtype_opclass = pg_catalog.text_pattern_ops, collation = "C");
COMMENT ON TYPE public.textrange IS 'from a to z';
COMMIT;

-- 4. add column t.open: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN open "Time Range" default '[08:00:00,17:00:00)'::"Time Range";

-- 5. add column t.words: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN words textrange[];

-- 6. add constraint t.t_open_excl: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
ALTER TABLE public.t ADD CONSTRAINT t_open_excl exclude using gist (open with &&);
