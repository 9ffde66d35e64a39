-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 0 steps, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
SET search_path = public;

-- 1. drop subscription gone: not declared
--    not in a transaction
DROP SUBSCRIPTION gone;

-- 2. create subscription Made: declared, not there
CREATE SUBSCRIPTION "Made" CONNECTION 'host=nowhere dbname=''a b''' PUBLICATION p WITH (connect = false, slot_name = NONE);

-- 3. alter subscription changed: its definition differs; ALTER SUBSCRIPTION … REFRESH PUBLICATION is yours to run
BEGIN;
ALTER SUBSCRIPTION changed CONNECTION 'host=elsewhere dbname=x';
ALTER SUBSCRIPTION changed SET PUBLICATION p, "Q" WITH (refresh = false);
ALTER SUBSCRIPTION changed SET (binary = true);
COMMIT;
