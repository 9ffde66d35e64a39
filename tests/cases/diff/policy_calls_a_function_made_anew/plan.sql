-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop policy t.own; replace function tenant(); create policy t.own: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
-- drop policy t.own: it stands in the way, and comes back below; until then it does not hold
DROP POLICY own ON public.t;
-- replace function tenant(): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.tenant();
CREATE OR REPLACE FUNCTION public.tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$SELECT current_setting('app.tenant')::uuid$function$;
-- create policy t.own: put back
CREATE POLICY own ON public.t using ((tenant = tenant()));
COMMENT ON POLICY own ON public.t IS 'a tenant sees its own';
COMMIT;
