-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (make enum size, range type sizes anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make enum size, range type sizes anew: PostgreSQL removes no label; while a row has a removed one it fails, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.shirts (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.size RENAME TO size_old;
ALTER TYPE public.sizes RENAME TO sizes_old;
ALTER FUNCTION public.sizes(public.size_old, public.size_old) RENAME TO sizes_old;
ALTER FUNCTION public.sizes(public.size_old, public.size_old, text) RENAME TO sizes_old;
ALTER FUNCTION public.many_sizes() RENAME TO many_sizes_old;
ALTER FUNCTION public.many_sizes(public.sizes_old) RENAME TO many_sizes_old;
ALTER FUNCTION public.many_sizes(VARIADIC public.sizes_old[]) RENAME TO many_sizes_old;
ALTER TYPE public.many_sizes RENAME TO many_sizes_old;
CREATE TYPE public.size AS ENUM ('s', 'm');
CREATE TYPE public.sizes AS RANGE (subtype = size, multirange_type_name = public.many_sizes);
ALTER TABLE public.shirts ALTER COLUMN fits DROP DEFAULT, ALTER COLUMN fits TYPE many_sizes USING fits::text::many_sizes, ALTER COLUMN fits SET DEFAULT '{[s,m]}'::many_sizes, ALTER COLUMN once TYPE many_sizes[] USING once::text::many_sizes[];
DROP TYPE public.sizes_old;
DROP TYPE public.size_old;
COMMIT;
