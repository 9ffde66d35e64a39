-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. drop view v; drop function total(integer); create aggregate total(integer); create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop function total(integer): not declared
DROP FUNCTION public.total(integer);
-- create aggregate total(integer): declared, not there
CREATE AGGREGATE public.total(integer) (SFUNC = int4pl, STYPE = integer);
-- create view v: put back
CREATE VIEW public.v AS
SELECT total(t.id) AS total
   FROM t;
COMMIT;
