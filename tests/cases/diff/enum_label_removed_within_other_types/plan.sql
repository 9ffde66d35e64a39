-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make enum size, composite type shirt, domain usual_size, range type size_range anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make enum size, composite type shirt, domain usual_size, range type size_range anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.size RENAME TO size_old;
ALTER TYPE public.shirt RENAME TO shirt_old;
ALTER TYPE public.usual_size RENAME TO usual_size_old;
ALTER TYPE public.size_range RENAME TO size_range_old;
ALTER FUNCTION public.size_range(public.size_old, public.size_old) RENAME TO size_range_old;
ALTER FUNCTION public.size_range(public.size_old, public.size_old, text) RENAME TO size_range_old;
ALTER FUNCTION public.size_multirange() RENAME TO size_multirange_old;
ALTER FUNCTION public.size_multirange(public.size_range_old) RENAME TO size_multirange_old;
ALTER FUNCTION public.size_multirange(VARIADIC public.size_range_old[]) RENAME TO size_multirange_old;
ALTER TYPE public.size_multirange RENAME TO size_multirange_old;
CREATE TYPE public.size AS ENUM ('s', 'm', 'l');
CREATE TYPE public.shirt AS (colour text, size size, others size[]);
COMMENT ON COLUMN public.shirt.colour IS 'by name';
CREATE DOMAIN public.usual_size AS size default 'm'::size not null;
COMMENT ON DOMAIN public.usual_size IS 'what most wear';
ALTER DOMAIN public.usual_size ADD CONSTRAINT not_small check ((value <> 's'::size));
COMMENT ON CONSTRAINT not_small ON DOMAIN public.usual_size IS 'never';
CREATE TYPE public.size_range AS RANGE (subtype = size, multirange_type_name = public.size_multirange);
ALTER TABLE public.t ALTER COLUMN a TYPE usual_size USING a::text::usual_size, ALTER COLUMN b TYPE shirt USING b::text::shirt, ALTER COLUMN c DROP DEFAULT, ALTER COLUMN c TYPE size_range USING c::text::size_range, ALTER COLUMN c SET DEFAULT '[s,m)'::size_range, ALTER COLUMN d TYPE shirt[] USING d::text::shirt[], ALTER COLUMN e TYPE size[] USING e::text::size[];
DROP TYPE public.size_range_old;
DROP DOMAIN public.usual_size_old;
DROP TYPE public.shirt_old;
DROP TYPE public.size_old;
COMMIT;
