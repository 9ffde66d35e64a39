-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (drop view over_v) needs --allow blocks-reads.
-- Consent: step 2 (drop view v) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop view over_v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.over_v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.over_v;

-- 2. drop view v: not declared
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 3. create table v: declared, not there
BEGIN;
CREATE TABLE public.v (
    id integer not null,
    name text
);
ALTER TABLE public.v ADD CONSTRAINT v_pkey primary key (id);
COMMIT;

-- 4. create view over_v: put back
CREATE VIEW public.over_v AS
SELECT v.name
   FROM v;

-- 5. give table v its owner and privileges: declared
GRANT SELECT ON TABLE public.v TO PUBLIC;
