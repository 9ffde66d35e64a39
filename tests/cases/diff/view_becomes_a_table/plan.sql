-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;

-- 1. drop view over_v; drop view v; create table v; create view over_v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.over_v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view over_v: it comes back below
DROP VIEW public.over_v;
-- drop view v: not declared
DROP VIEW public.v;
-- create table v: declared, not there
CREATE TABLE public.v (
    id integer not null,
    name text
);
ALTER TABLE public.v ADD CONSTRAINT v_pkey primary key (id);
-- create view over_v: put back
CREATE VIEW public.over_v AS
SELECT v.name
   FROM v;
COMMIT;

-- 2. give table v its owner and privileges: declared
GRANT SELECT ON TABLE public.v TO PUBLIC;
