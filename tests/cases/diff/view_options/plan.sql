-- From old to new: 2 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create function insert_plain(): declared, not there
CREATE OR REPLACE FUNCTION public.insert_plain()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$ BEGIN RETURN new; END $function$;

-- 2. drop view barrier; create view barrier: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.barrier (blocks reads and writes)
BEGIN;
-- drop view barrier: it comes back below
DROP VIEW public.barrier;
-- create view barrier: put back
CREATE VIEW public.barrier AS
WITH positive AS (
         SELECT t.id
           FROM t
          WHERE (t.id > 1)
        )
 SELECT positive.id
   FROM positive;

-- 3. drop view plain; create view plain: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.plain (blocks reads and writes)
BEGIN;
-- drop view plain: it comes back below
DROP VIEW public.plain;
-- create view plain: put back
CREATE VIEW public.plain with (check_option=local, security_barrier=true) as
SELECT t.id
   FROM t
  WHERE (t.id > 0);
COMMIT;
