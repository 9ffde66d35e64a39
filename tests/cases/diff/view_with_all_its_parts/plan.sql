-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
-- Consent: step 1 (drop materialized view m) needs --allow blocks-reads.
-- Consent: step 4 (drop view v) needs --allow blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.m;

-- 2. drop policy t.through_view: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY through_view ON public.t;

-- 3. drop function rows_of_v(): it stands in the way, and comes back below
DROP FUNCTION public.rows_of_v();

-- 4. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 5. create view v: put back
BEGIN;
CREATE VIEW public.v AS
SELECT t.id,
    t.name,
    length(t.name) AS long
   FROM t;
CREATE TRIGGER insteads instead of insert ON public.v for each row execute function touch();
ALTER TABLE ONLY public.v ALTER COLUMN name SET DEFAULT 'nobody'::text;
COMMENT ON COLUMN public.v.name IS 'What it is called';
COMMIT;

-- 6. create function rows_of_v(): put back
CREATE OR REPLACE FUNCTION public.rows_of_v()
 RETURNS SETOF v
 LANGUAGE sql
BEGIN ATOMIC
 SELECT v.id,
     v.name,
     v.long
    FROM v;
END;

-- 7. create rule v.no_delete: put back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
BEGIN;
CREATE RULE no_delete AS
    ON DELETE TO public.v DO INSTEAD NOTHING;
COMMENT ON RULE no_delete ON public.v IS 'Nothing goes';
COMMIT;

-- 8. create materialized view m: put back
--    hazard: long-scan
BEGIN;
CREATE MATERIALIZED VIEW public.m AS
SELECT v.id,
    v.name
   FROM v;
CREATE UNIQUE INDEX m_id ON public.m (id);
COMMENT ON INDEX public.m_id IS 'By number';
ALTER TABLE ONLY public.m ALTER COLUMN name SET STATISTICS 77;
ALTER TABLE public.m CLUSTER ON m_id;
COMMIT;

-- 9. create policy t.through_view: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY through_view ON public.t using ((exists ( select
   from v
  where (v.id = t.id))));

-- 10. give view v its owner and privileges: as before
BEGIN;
ALTER VIEW public.v OWNER TO pgkeel_case_owner;
REVOKE SELECT ON TABLE public.v FROM pgkeel_case_writer CASCADE;
COMMIT;

-- 11. give materialized view m its owner and privileges: as before
REVOKE SELECT ON TABLE public.m FROM pgkeel_case_writer CASCADE;

-- 12. give column v.name its owner and privileges: as before
GRANT SELECT (name) ON TABLE public.v TO pgkeel_case_writer;
