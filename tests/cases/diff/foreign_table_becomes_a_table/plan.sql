-- From old to new: 1 missing, 1 unexpected.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;

-- 1. drop view v; drop foreign table t; create table t; create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop foreign table t: not declared
DROP FOREIGN TABLE public.t;
-- create table t: declared, not there
CREATE TABLE public.t (
    id integer not null,
    name text
);
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id);
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.name
   FROM t;
COMMIT;
