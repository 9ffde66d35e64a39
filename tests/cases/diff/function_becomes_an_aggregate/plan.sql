-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. drop function total(integer): not declared
DROP FUNCTION public.total(integer);

-- 3. create aggregate total(integer): declared, not there
CREATE AGGREGATE public.total(integer) (SFUNC = int4pl, STYPE = integer);

-- 4. create view v: put back
CREATE VIEW public.v AS
SELECT total(t.id) AS total
   FROM t;
