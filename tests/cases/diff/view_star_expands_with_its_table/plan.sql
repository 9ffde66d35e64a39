-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view "V2"; add column t.added; replace view v; create view "V2": in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public."V2" (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
-- drop view "V2": it comes back below
DROP VIEW public."V2";
-- add column t.added: declared, not there
ALTER TABLE public.t ADD COLUMN added date;
-- replace view v: its definition differs; its columns stay, and nothing that reads it is disturbed
CREATE OR REPLACE VIEW public.v AS
SELECT t.id,
    t.name,
    t.added
   FROM t;
-- create view "V2": put back
CREATE VIEW public."V2" AS
SELECT v.id,
    v.name,
    v.added,
    1 AS one
   FROM v;
COMMIT;
