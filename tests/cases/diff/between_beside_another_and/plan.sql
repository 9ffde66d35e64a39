-- From old to new: 12 missing.
-- Proven on a temporary database on the same server: 19 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create domain d: declared, not there
CREATE DOMAIN public.d AS integer;

-- 2. add domain constraint d.d_check: the domain is new
ALTER DOMAIN public.d ADD CONSTRAINT d_check check ((((value >= 1) and (value <= 10))::boolean and (value <> 5)));

-- 3. create function f(): declared, not there
CREATE OR REPLACE FUNCTION public.f()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$BEGIN RETURN NULL;
END$function$;

-- 4. add constraint foobar.foobar_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.foobar (blocks reads and writes)
ALTER TABLE public.foobar ADD CONSTRAINT foobar_check check ((((a >= 1) and (a <= 10))::boolean and (id > 0))) NOT VALID;

-- 5. validate constraint foobar.foobar_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.foobar (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.foobar VALIDATE CONSTRAINT foobar_check;

-- 6. add constraint foobar.foobar_check1: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.foobar (blocks reads and writes)
ALTER TABLE public.foobar ADD CONSTRAINT foobar_check1 check ((((a < 3) or (a > 4))::boolean or (id = 2))) NOT VALID;

-- 7. validate constraint foobar.foobar_check1: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.foobar (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.foobar VALIDATE CONSTRAINT foobar_check1;

-- 8. add constraint foobar.foobar_check2: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.foobar (blocks reads and writes)
ALTER TABLE public.foobar ADD CONSTRAINT foobar_check2 check (((id > 0) and ((a >= 1) and (a <= 2)))) NOT VALID;

-- 9. validate constraint foobar.foobar_check2: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.foobar (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.foobar VALIDATE CONSTRAINT foobar_check2;

-- 10. add constraint foobar.r: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.foobar (blocks reads and writes)
ALTER TABLE public.foobar ADD CONSTRAINT r check ((((id <> 1) or (a <> 2))::boolean or (id = 3))) NOT VALID;

-- 11. validate constraint foobar.r: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.foobar (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.foobar VALIDATE CONSTRAINT r;

-- 12. add constraint foobar.rr: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.foobar (blocks reads and writes)
ALTER TABLE public.foobar ADD CONSTRAINT rr check ((((id = 1) and (a = 2))::boolean and (id = 3))) NOT VALID;

-- 13. validate constraint foobar.rr: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.foobar (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.foobar VALIDATE CONSTRAINT rr;

-- 14. add constraint foobar.s: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.foobar (blocks reads and writes)
ALTER TABLE public.foobar ADD CONSTRAINT s check (((((a >= 1) and (a <= 2)) or ((a >= 2) and (a <= 1)))::boolean or (id = 9))) NOT VALID;

-- 15. validate constraint foobar.s: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.foobar (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.foobar VALIDATE CONSTRAINT s;

-- 16. create index foobar.i: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.foobar (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY i ON public.foobar (id) where (((id >= 1) and (id <= 2))::boolean and (a > 0));

-- 17. create view v: declared, not there
CREATE VIEW public.v AS
SELECT foobar.id,
    foobar.a
   FROM foobar
  WHERE (((foobar.a >= 1) AND (foobar.a <= 2))::boolean AND ((foobar.id >= 3) AND (foobar.id <= 4)) AND (foobar.id <> 7));

-- 18. create trigger foobar.t: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.foobar (blocks writes)
CREATE TRIGGER t after update ON public.foobar for each row when ((((new.a >= 1) and (new.a <= 3))::boolean and (old.id > 1))) execute function f();

-- 19. create policy foobar.p: declared, not there
--    lock: ACCESS EXCLUSIVE on public.foobar (blocks reads and writes)
CREATE POLICY p ON public.foobar using ((((a >= 1) and (a <= 3))::boolean and (id > 1)));
