-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 4 (change column t.b to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop the default of column t.a: it stands in the way, and comes back below
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT;

-- 2. drop the default of column t.b: it stands in the way, and comes back below
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE ONLY public.t ALTER COLUMN b DROP DEFAULT;

-- 3. replace function fresh(): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.fresh();
CREATE OR REPLACE FUNCTION public.fresh()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT 1::bigint$function$;
COMMIT;

-- 4. change column t.b to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN b TYPE bigint USING b::bigint;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT (fresh() + 2);
COMMIT;

-- 5. set the default of column t.a: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT fresh();
