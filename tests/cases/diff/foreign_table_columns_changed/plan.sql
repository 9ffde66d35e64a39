-- From old to new: 3 missing, 1 unexpected, 5 changed.
-- Proven on a temporary database on the same server: 15 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 3 (drop column f.gone) needs --allow data-loss.
-- Consent: step 6 (change column f.id to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. create function touch(): declared, not there
CREATE OR REPLACE FUNCTION public.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN RETURN new; END$function$;

-- 3. drop column f.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.f DROP COLUMN gone;

-- 4. alter foreign table f: its definition differs
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER FOREIGN TABLE public.f OPTIONS (ADD x 'y');

-- 5. add column f.made: declared, not there
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
BEGIN;
ALTER TABLE public.f ADD COLUMN made date;
ALTER FOREIGN TABLE public.f ALTER COLUMN made OPTIONS (ADD x 'y');
COMMIT;

-- 6. change column f.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.f ALTER COLUMN id TYPE bigint;

-- 7. set the default of column f.n: it is 1
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER TABLE public.f ALTER COLUMN n SET DEFAULT 2;

-- 8. check column f.n from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER TABLE public.f ADD CONSTRAINT n_is_not_null CHECK (n IS NOT NULL) NOT VALID;

-- 9. check the rows of column f.n: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.f (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.f VALIDATE CONSTRAINT n_is_not_null;

-- 10. set column f.n not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
BEGIN;
ALTER TABLE public.f ALTER COLUMN n SET NOT NULL;
ALTER TABLE public.f DROP CONSTRAINT n_is_not_null;
COMMIT;

-- 11. change column f.name to text: it is character varying(10)
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER TABLE public.f ALTER COLUMN name TYPE text;

-- 12. let column f.name be null: not declared
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER TABLE public.f ALTER COLUMN name DROP NOT NULL;

-- 13. create view v: put back
CREATE VIEW public.v AS
SELECT f.id,
    f.name
   FROM f;

-- 14. create trigger f.touch: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.f (blocks writes)
CREATE TRIGGER touch before insert ON public.f for each row execute function touch();

-- 15. change the fdw options of column f.id: it is a '1'
--    lock: ACCESS EXCLUSIVE on public.f (blocks reads and writes)
ALTER FOREIGN TABLE public.f ALTER COLUMN id OPTIONS (SET a '2', ADD b '3');
