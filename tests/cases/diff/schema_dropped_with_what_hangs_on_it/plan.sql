-- From old to new: 5 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop table "Odd in schema s".t) needs --allow data-loss.
SET search_path = public;

-- 1. drop table "Odd in schema s".t: not declared
--    lock: ACCESS EXCLUSIVE on "Odd in schema s".t (blocks reads and writes)
--    hazard: data-loss
DROP TABLE "Odd in schema s".t;

-- 2. drop operator =%=(integer, integer); create operator =%=(integer, integer): in one transaction, so that nobody misses what goes and comes back
BEGIN;
-- drop operator =%=(integer, integer): it comes back below: only as it is made it names its commutator and its negator, or loses them
DROP OPERATOR public.=%=(integer, integer);
-- create operator =%=(integer, integer): put back
CREATE OPERATOR public.=%= (FUNCTION = same, LEFTARG = integer, RIGHTARG = integer);
COMMIT;

-- 3. drop schema Odd in schema s: not declared
DROP SCHEMA "Odd in schema s";

-- 4. drop schema gone: not declared
BEGIN;
DROP OPERATOR IF EXISTS gone.!%(integer, integer);
DROP SCHEMA gone;
COMMIT;
