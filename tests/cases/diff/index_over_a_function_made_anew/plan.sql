-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop index t.t_norm: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_norm;

-- 2. drop index t.t_part: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_part;

-- 3. replace function norm(text): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.norm(text);
CREATE OR REPLACE FUNCTION public.norm(t text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT upper($1)$function$;
COMMIT;

-- 4. create index t.t_norm: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_norm ON public.t (norm(a));

-- 5. create index t.t_part: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_part ON public.t (a) where (norm(a) <> ''::text);
