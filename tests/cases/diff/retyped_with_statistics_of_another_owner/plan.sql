-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (drop statistics exact; drop statistics owned; change column t.a to bigint; and 5 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop statistics exact; drop statistics owned; change column t.a to bigint; and 5 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop statistics exact: it stands in the way, and comes back below
DROP STATISTICS public.exact;
-- drop statistics owned: it stands in the way, and comes back below
DROP STATISTICS public.owned;
-- change column t.a to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN a TYPE bigint USING a::bigint;
-- change column t.b to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN b TYPE bigint USING b::bigint;
-- change column t.c to bigint: it is integer
ALTER TABLE public.t ALTER COLUMN c TYPE bigint USING c::bigint;
-- create statistics exact: put back
CREATE STATISTICS public.exact on b, c from t;
ALTER STATISTICS public.exact SET STATISTICS 100;
-- create statistics owned: put back
CREATE STATISTICS public.owned on a, b from t;
COMMENT ON STATISTICS public.owned IS 'whose';
-- give statistics owned its owner and privileges: as before
ALTER STATISTICS public.owned OWNER TO pgkeel_case_owner;
COMMIT;
