-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 2 (make composite type "Point" anew) needs --allow rewrite,blocks-reads,data-loss.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. make composite type "Point" anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads, data-loss
BEGIN;
ALTER TYPE public."Point" RENAME TO "Point_old";
CREATE TYPE public."Point" AS (y integer, z integer, x integer);
ALTER TABLE public.t ALTER COLUMN p TYPE "Point" USING CASE WHEN p IS DISTINCT FROM NULL THEN ROW((p).y, NULL, (p).x)::"Point" END;
DROP TYPE public."Point_old";
COMMIT;

-- 3. create view v: put back
CREATE VIEW public.v AS
SELECT (t.p).x AS x
   FROM t;
