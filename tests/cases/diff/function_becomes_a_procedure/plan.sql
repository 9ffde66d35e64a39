-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. replace function run(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.run(integer);
CREATE OR REPLACE PROCEDURE public.run(IN a integer)
 LANGUAGE sql
AS $procedure$SELECT$procedure$;
COMMENT ON ROUTINE public.run(integer) IS 'runs';
COMMIT;
