-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 2 (drop column t.b; change column t.a to bigint; add column t.b) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop constraint t.t_b_key: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_b_key;

-- 2. drop column t.b; change column t.a to bigint; add column t.b: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop column t.b: it is generated otherwise: it is added below, and its values are computed anew
ALTER TABLE public.t DROP COLUMN b;
-- change column t.a to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN a TYPE bigint USING a::bigint;
-- add column t.b: declared, not there
ALTER TABLE public.t ADD COLUMN b bigint generated always as ((a + 1)) stored;
COMMIT;

-- 3. build the index of constraint t.t_b_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_b_key ON public.t (b);

-- 4. add constraint t.t_b_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_b_key UNIQUE USING INDEX t_b_key;
