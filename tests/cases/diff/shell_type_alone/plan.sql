-- From old to new: 1 missing.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. create base type "only a name": declared, not there
BEGIN;
CREATE TYPE public."only a name";
COMMENT ON TYPE public."only a name" IS 'for later';
COMMIT;
