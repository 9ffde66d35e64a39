-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop the default of domain tenant_id; replace function tenant(); make domain tenant_id anew) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop the default of domain tenant_id; replace function tenant(); make domain tenant_id anew: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.doc (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- drop the default of domain tenant_id: it stands in the way, and comes back below
ALTER DOMAIN public.tenant_id DROP DEFAULT;
-- replace function tenant(): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.tenant();
CREATE OR REPLACE FUNCTION public.tenant()
 RETURNS integer
 LANGUAGE sql
 STABLE
AS $function$ SELECT 1 $function$;
-- make domain tenant_id anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public.tenant_id RENAME TO tenant_id_old;
CREATE DOMAIN public.tenant_id AS integer default tenant();
ALTER DOMAIN public.tenant_id ADD CONSTRAINT tenant_id_check check ((value >= 0));
ALTER TABLE public.doc ALTER COLUMN others TYPE tenant_id[] USING others::tenant_id[], ALTER COLUMN tenant TYPE tenant_id USING tenant::tenant_id;
DROP DOMAIN public.tenant_id_old;
COMMIT;
