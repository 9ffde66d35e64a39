-- From old to new: 4 unexpected.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop table "Odd in schema s".t) needs --allow data-loss.
SET search_path = public;

-- 1. drop table "Odd in schema s".t: not declared
--    lock: ACCESS EXCLUSIVE on "Odd in schema s".t (blocks reads and writes)
--    hazard: data-loss
DROP TABLE "Odd in schema s".t;

-- 2. drop schema Odd in schema s: not declared
DROP SCHEMA "Odd in schema s";
