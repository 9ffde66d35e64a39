-- From old to new: 12 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (make enum mood, composite type pair, domain number, domain numbers, range type stretch anew) needs --allow rewrite,blocks-reads,data-loss.
-- Consent: step 2 (change column t.x to mood) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 3 (change column t.y to number) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 4 (change column t.z to number) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. make enum mood, composite type pair, domain number, domain numbers, range type stretch anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads, data-loss
BEGIN;
ALTER TYPE public.mood RENAME TO mood_old;
ALTER TYPE public.pair RENAME TO pair_old;
ALTER TYPE public.number RENAME TO number_old;
ALTER TYPE public.numbers RENAME TO numbers_old;
ALTER TYPE public.stretch RENAME TO stretch_old;
ALTER FUNCTION public.stretch(integer, integer) RENAME TO stretch_old;
ALTER FUNCTION public.stretch(integer, integer, text) RENAME TO stretch_old;
ALTER FUNCTION public.stretch_multirange() RENAME TO stretch_multirange_old;
ALTER FUNCTION public.stretch_multirange(public.stretch_old) RENAME TO stretch_multirange_old;
ALTER FUNCTION public.stretch_multirange(VARIADIC public.stretch_old[]) RENAME TO stretch_multirange_old;
ALTER TYPE public.stretch_multirange RENAME TO stretch_multirange_old;
CREATE TYPE public.mood AS ENUM ('happy', 'sad');
CREATE TYPE public.pair AS (b text, a bigint);
CREATE DOMAIN public.number AS bigint;
ALTER DOMAIN public.number ADD CONSTRAINT number_check check ((value > 0));
CREATE DOMAIN public.numbers AS number[];
CREATE TYPE public.stretch AS RANGE (subtype = bigint, multirange_type_name = public.stretch_multirange);
ALTER TABLE public.t ALTER COLUMN counts TYPE number USING counts::number, ALTER COLUMN far TYPE stretch USING far::text::stretch, ALTER COLUMN keeps TYPE mood USING keeps::text::mood, ALTER COLUMN m TYPE jsonb USING m::text::jsonb, ALTER COLUMN n TYPE jsonb USING n::text::jsonb, ALTER COLUMN ns TYPE text[] USING ns::text[], ALTER COLUMN p TYPE text USING p::text::text, ALTER COLUMN s TYPE jsonb USING s::text::jsonb, ALTER COLUMN twice TYPE pair USING CASE WHEN twice IS DISTINCT FROM NULL THEN ROW((twice).b, (twice).a::bigint)::pair END;
DROP TYPE public.stretch_old;
DROP DOMAIN public.numbers_old;
DROP DOMAIN public.number_old;
DROP TYPE public.pair_old;
DROP TYPE public.mood_old;
COMMIT;

-- 2. change column t.x to mood: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN x TYPE mood USING x::text::mood;

-- 3. change column t.y to number: it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN y TYPE number USING y::number;

-- 4. change column t.z to number: it is jsonb
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN z TYPE number USING z::text::number;
