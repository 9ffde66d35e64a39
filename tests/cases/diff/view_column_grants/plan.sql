-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
SET search_path = public;

-- 1. drop view v; create view v; change the privileges of column v.name; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.name,
    t.id
   FROM t;
-- change the privileges of column v.name: it is none
GRANT SELECT (name), UPDATE (name) ON TABLE public.v TO pgkeel_case_reader;
-- give view v its owner and privileges: as before
ALTER VIEW public.v OWNER TO pgkeel_case_owner;
-- give column v.id its owner and privileges: as before
GRANT SELECT (id) ON TABLE public.v TO pgkeel_case_reader;
COMMIT;
