-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. create transform for integer language sql: declared, not there
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION from_sql(internal));

-- 2. replace transform for celsius language plpgsql: its definition differs
BEGIN;
DROP TRANSFORM for celsius language plpgsql;
CREATE TRANSFORM FOR celsius LANGUAGE plpgsql (FROM SQL WITH FUNCTION other_from_sql(internal));
COMMENT ON TRANSFORM for celsius language plpgsql IS 'none at all';
COMMIT;
