-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop the default of column t.a; drop the default of column t.b; replace function fresh(); and 2 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop the default of column t.a; drop the default of column t.b; replace function fresh(); and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop the default of column t.a: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT;
-- drop the default of column t.b: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN b DROP DEFAULT;
-- replace function fresh(): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.fresh();
CREATE OR REPLACE FUNCTION public.fresh()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT 1::bigint$function$;
-- change column t.b to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN b TYPE bigint USING b::bigint;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT (fresh() + 2);
-- set the default of column t.a: put back
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT fresh();
COMMIT;
