-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Consent: step 1 (drop view v; make composite type "Point" anew; create view v) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v; make composite type "Point" anew; create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- make composite type "Point" anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public."Point" RENAME TO "Point_old";
CREATE TYPE public."Point" AS (y integer, z integer, x integer);
ALTER TABLE public.t ALTER COLUMN p TYPE "Point" USING CASE WHEN p IS DISTINCT FROM NULL THEN ROW((p).y, NULL, (p).x)::"Point" END;
DROP TYPE public."Point_old";
-- create view v: put back
CREATE VIEW public.v AS
SELECT (t.p).x AS x
   FROM t;
COMMIT;
