-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop the default of column t.name; replace function new_key(text); set the default of column t.name: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
-- drop the default of column t.name: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN name DROP DEFAULT;
-- replace function new_key(text): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.new_key(text);
CREATE OR REPLACE FUNCTION public.new_key(start text DEFAULT 'a'::text)
 RETURNS text
 LANGUAGE sql
AS $function$SELECT $1$function$;
-- set the default of column t.name: put back
ALTER TABLE ONLY public.t ALTER COLUMN name SET DEFAULT new_key();
COMMIT;

-- 2. build the index of constraint t.u: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY u_new ON public.t (name, short);

-- 3. add constraint t.u: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT u;
ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u_new;
COMMIT;

-- 4. build the new index t.i: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY i_new ON public.t (name, short);

-- 5. drop index t.i: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.i;

-- 6. name the new index t.i: it takes the old one's place
ALTER INDEX public.i_new RENAME TO i;
