-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 3 (drop view v; drop constraint t.t_b_check; drop statistics of_b; and 6 more) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop index t.t_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_b;

-- 2. drop index t.t_c_where_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_c_where_b;

-- 3. drop view v; drop constraint t.t_b_check; drop statistics of_b; and 6 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop constraint t.t_b_check: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT t_b_check;
-- drop statistics of_b: it stands in the way, and comes back below
DROP STATISTICS public.of_b;
-- drop column t.b: it is generated otherwise: it is added below, and its values are computed anew
ALTER TABLE public.t DROP COLUMN b;
-- add column t.b: declared, not there
ALTER TABLE public.t ADD COLUMN b integer generated always as ((a * 3)) stored;
COMMENT ON COLUMN public.t.b IS 'twice';
ALTER TABLE ONLY public.t ALTER COLUMN b SET STATISTICS 50;
-- add constraint t.t_b_check: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT t_b_check check ((b > 0)) NOT VALID;
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.b
   FROM t;
-- create statistics of_b: put back
CREATE STATISTICS public.of_b on b, c from t;
-- give column t.b its owner and privileges: as before
GRANT SELECT (b) ON TABLE public.t TO PUBLIC;
COMMIT;

-- 4. validate constraint t.t_b_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_b_check;

-- 5. create index t.t_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_b ON public.t (b);

-- 6. create index t.t_c_where_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_c_where_b ON public.t (c) where (b > 5);
