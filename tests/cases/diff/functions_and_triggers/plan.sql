-- From old to new: 2 missing, 1 unexpected, 4 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function tidy(integer): declared, not there
CREATE OR REPLACE PROCEDURE public.tidy(IN days integer DEFAULT 7)
 LANGUAGE plpgsql
AS $procedure$ BEGIN NULL; END $procedure$;

-- 2. replace function kept(integer): its definition differs
CREATE OR REPLACE FUNCTION public.kept(a integer)
 RETURNS integer
 LANGUAGE sql
AS $function$SELECT a + 1$function$;

-- 3. replace function retyped(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.retyped(integer);
CREATE OR REPLACE FUNCTION public.retyped(a integer)
 RETURNS bigint
 LANGUAGE sql
AS $function$SELECT a::bigint$function$;
COMMIT;

-- 4. replace function touch(): its definition differs
CREATE OR REPLACE FUNCTION public.touch()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN NEW.at := now(); RETURN NEW; END $function$;

-- 5. replace trigger t.touch: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER touch ON public.t;
CREATE TRIGGER touch before insert or update of id ON public.t for each row when ((new.id > 0)) execute function touch();
COMMIT;

-- 6. create trigger t.other: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
CREATE TRIGGER other after delete ON public.t referencing old table as gone for each statement execute function touch();

-- 7. drop function gone(): not declared
DROP FUNCTION public.gone();
