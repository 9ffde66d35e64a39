-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 1 (drop view barrier) needs --allow blocks-reads.
-- Consent: step 2 (drop view plain) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view barrier: it comes back below
--    lock: ACCESS EXCLUSIVE on public.barrier (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.barrier;

-- 2. drop view plain: it comes back below
--    lock: ACCESS EXCLUSIVE on public.plain (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.plain;

-- 3. create function insert_plain(): declared, not there
CREATE OR REPLACE FUNCTION public.insert_plain()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN new; END $function$;

-- 4. create view barrier: put back
BEGIN;
CREATE VIEW public.barrier AS
WITH positive AS (
         SELECT t.id
           FROM t
          WHERE (t.id > 1)
        )
 SELECT positive.id
   FROM positive;
CREATE TRIGGER instead instead of insert ON public.barrier for each row execute function insert_plain();
COMMENT ON TRIGGER instead ON public.barrier IS 'rows go elsewhere';
COMMIT;

-- 5. create view plain: put back
CREATE VIEW public.plain with (check_option=local, security_barrier=true) as
SELECT t.id
   FROM t
  WHERE (t.id > 0);
