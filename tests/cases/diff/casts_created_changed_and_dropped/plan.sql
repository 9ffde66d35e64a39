-- From old to new: 2 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. create cast (celsius as numeric): declared, not there
CREATE CAST (celsius AS numeric) WITH FUNCTION from_celsius(celsius) AS IMPLICIT;

-- 2. replace cast (numeric as celsius): its definition differs
BEGIN;
DROP CAST (numeric as celsius);
CREATE CAST (numeric AS celsius) WITH FUNCTION to_celsius(numeric) AS ASSIGNMENT;
COMMENT ON CAST (numeric as celsius) IS 'as a number';
COMMIT;

-- 3. create view v: declared, not there
CREATE VIEW public.v AS
SELECT (ROW((1)::numeric)::celsius)::numeric AS n;

-- 4. drop cast (celsius as text): not declared
DROP CAST (celsius as text);
