-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function hashed(text): declared, not there
CREATE OR REPLACE FUNCTION public.hashed(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
RETURN encode(digest($1, 'sha256'::text), 'hex'::text);

-- 2. set the default of column t.hash: it is encode(digest('x'::text, 'sha1'::text), 'hex'::text)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN hash SET DEFAULT encode(digest('x'::text, 'sha256'::text), 'hex'::text);
