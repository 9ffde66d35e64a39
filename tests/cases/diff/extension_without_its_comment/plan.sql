-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 2 (drop extension btree_gin) needs --allow data-loss.
SET search_path = public;

-- 1. create extension unaccent: declared, not there
BEGIN;
CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public VERSION '1.1';
COMMENT ON EXTENSION unaccent IS '';
COMMIT;

-- 2. drop extension btree_gin: not declared
--    hazard: data-loss
DROP EXTENSION btree_gin;

-- 3. comment on extension citext: the comment differs
COMMENT ON EXTENSION citext IS '';

-- 4. comment on extension hstore: the comment differs
DO 'BEGIN EXECUTE format(''COMMENT ON EXTENSION %I IS %L'', ''hstore'', (SELECT comment FROM pg_available_extensions WHERE name = ''hstore'')); END';

-- 5. comment on extension pg_trgm: the comment differs
COMMENT ON EXTENSION pg_trgm IS 'three letters';
