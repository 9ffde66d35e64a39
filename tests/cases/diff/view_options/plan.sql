-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function insert_plain(): declared, not there
CREATE OR REPLACE FUNCTION public.insert_plain()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN new; END $function$;

-- 2. replace view barrier: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.barrier (blocks reads and writes)
CREATE OR REPLACE VIEW public.barrier AS
WITH positive AS (
         SELECT t.id
           FROM t
          WHERE (t.id > 1)
        )
 SELECT positive.id
   FROM positive;

-- 3. replace view plain: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.plain (blocks reads and writes)
CREATE OR REPLACE VIEW public.plain with (security_barrier=true, check_option=local) as
SELECT t.id
   FROM t
  WHERE (t.id > 0);

-- 4. create trigger barrier.instead: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.barrier (blocks writes)
BEGIN;
CREATE TRIGGER instead instead of insert ON public.barrier for each row execute function insert_plain();
COMMENT ON TRIGGER instead ON public.barrier IS 'rows go elsewhere';
COMMIT;
