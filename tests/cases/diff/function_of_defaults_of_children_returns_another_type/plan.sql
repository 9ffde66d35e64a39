-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop the default of column kid.a; drop the default of column p.c0; drop the default of column t.a; and 4 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.kid (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p0 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
-- drop the default of column kid.a: it stands in the way, and comes back below
ALTER TABLE ONLY public.kid ALTER COLUMN a DROP DEFAULT;
-- drop the default of column p.c0: it stands in the way, and comes back below
ALTER TABLE ONLY public.p ALTER COLUMN c0 DROP DEFAULT;
ALTER TABLE ONLY public.p0 ALTER COLUMN c0 DROP DEFAULT;
ALTER TABLE ONLY public.p1 ALTER COLUMN c0 DROP DEFAULT;
-- drop the default of column t.a: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN a DROP DEFAULT;
-- replace function next_number(): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.next_number();
CREATE OR REPLACE FUNCTION public.next_number()
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT 1::bigint$function$;
-- set the default of column t.a: put back
ALTER TABLE ONLY public.t ALTER COLUMN a SET DEFAULT next_number();
-- set the default of column kid.a: put back
ALTER TABLE ONLY public.kid ALTER COLUMN a SET DEFAULT (1 + next_number());
-- set the default of column p.c0: put back
ALTER TABLE ONLY public.p ALTER COLUMN c0 SET DEFAULT next_number();
ALTER TABLE ONLY public.p0 ALTER COLUMN c0 SET DEFAULT next_number();
ALTER TABLE ONLY public.p1 ALTER COLUMN c0 SET DEFAULT next_number();
COMMIT;
