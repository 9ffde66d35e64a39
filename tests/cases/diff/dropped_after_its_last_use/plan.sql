-- From old to new: 1 missing, 4 unexpected, 5 changed.
-- Proven on a temporary database on the same server: 13 steps, 0 differences left.
-- Consent: step 3 (change column t.m to text) needs --allow rewrite,blocks-reads.
-- Consent: step 10 (drop column t.b) needs --allow data-loss.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function fresh(): declared, not there
CREATE OR REPLACE FUNCTION public.fresh()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN RETURN new; END$function$;

-- 2. set the default of column t.a: it is one()
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 2;

-- 3. change column t.m to text: it is mood
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN m TYPE text USING m::text;

-- 4. build the index of constraint t.u: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY u_new ON public.t (a);

-- 5. add constraint t.u: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT u;
ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u_new;
COMMIT;

-- 6. build the new index t.i: its definition differs; the old one serves until the new one can
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY i_new ON public.t (a);

-- 7. drop index t.i: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.i;

-- 8. name the new index t.i: it takes the old one's place
ALTER INDEX public.i_new RENAME TO i;

-- 9. replace trigger t.x: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER x ON public.t;
CREATE TRIGGER x before insert ON public.t for each row execute function fresh();
COMMIT;

-- 10. drop column t.b: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN b;

-- 11. drop function old(): not declared
DROP FUNCTION public.old();

-- 12. drop function one(): not declared
DROP FUNCTION public.one();

-- 13. drop enum mood: not declared
DROP TYPE public.mood;
