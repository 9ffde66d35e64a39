-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (drop materialized view over_m) needs --allow blocks-reads.
-- Consent: step 2 (drop materialized view m) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop materialized view over_m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.over_m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.over_m;

-- 2. drop materialized view m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.m;

-- 3. create materialized view m: put back; what it holds is computed anew
--    hazard: long-scan
BEGIN;
CREATE MATERIALIZED VIEW public.m WITH (fillfactor=70) AS
SELECT t.id,
    lower(t.name) AS name
   FROM t;
CREATE UNIQUE INDEX m_id ON public.m (id);
COMMENT ON INDEX public.m_id IS 'by id';
ALTER TABLE ONLY public.m ALTER COLUMN name SET STATISTICS 500;
COMMENT ON MATERIALIZED VIEW public.m IS 'names';
ALTER TABLE public.m CLUSTER ON m_id;
COMMIT;

-- 4. create materialized view over_m: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.over_m AS
SELECT count(*) AS n
   FROM m;

-- 5. give materialized view m its owner and privileges: as before
GRANT SELECT ON TABLE public.m TO pgkeel_case_reader;
