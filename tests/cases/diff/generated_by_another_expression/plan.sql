-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 13 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
-- Consent: step 7 (add column t.b) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. drop constraint t.t_b_check: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_b_check;

-- 3. drop index t.t_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_b;

-- 4. drop index t.t_c_where_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_c_where_b;

-- 5. drop statistics of_b: it stands in the way, and comes back below
DROP STATISTICS public.of_b;

-- 6. drop column t.b: it is generated otherwise: it is added below, and its values are computed anew
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP COLUMN b;

-- 7. add column t.b: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ADD COLUMN b integer generated always as ((a * 3)) stored;
COMMENT ON COLUMN public.t.b IS 'twice';
ALTER TABLE ONLY public.t ALTER COLUMN b SET STATISTICS 50;
COMMIT;

-- 8. add constraint t.t_b_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_b_check check ((b > 0)) NOT VALID;

-- 9. validate constraint t.t_b_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_b_check;

-- 10. create index t.t_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_b ON public.t (b);

-- 11. create index t.t_c_where_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_c_where_b ON public.t (c) where (b > 5);

-- 12. create view v: put back
CREATE VIEW public.v AS
SELECT t.b
   FROM t;

-- 13. create statistics of_b: put back
CREATE STATISTICS public.of_b on b, c from t;

-- 14. give column t.b its owner and privileges: as before
GRANT SELECT (b) ON TABLE public.t TO PUBLIC;
