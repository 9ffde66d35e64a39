-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop policy t.own: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY own ON public.t;

-- 2. replace function tenant(): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.tenant();
CREATE OR REPLACE FUNCTION public.tenant()
 RETURNS uuid
 LANGUAGE sql
 STABLE
AS $function$SELECT current_setting('app.tenant')::uuid$function$;
COMMIT;

-- 3. create policy t.own: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
CREATE POLICY own ON public.t using ((tenant = tenant()));
COMMENT ON POLICY own ON public.t IS 'a tenant sees its own';
COMMIT;
