-- From old to new: 2 missing, 2 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 2 (drop table t) needs --allow data-loss.
SET search_path = public;

-- 1. drop view v: not declared
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. drop table t: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
DROP TABLE public.t;

-- 3. create table v: declared, not there
CREATE TABLE public.v (
    id integer
);

-- 4. create view t: declared, not there
CREATE VIEW public.t AS
SELECT v.id,
    1 AS n
   FROM v;
