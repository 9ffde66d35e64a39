-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
-- Consent: step 1 (drop view v) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 2. create view v: put back
CREATE VIEW public.v AS
SELECT t.name,
    t.id
   FROM t;

-- 3. give view v its owner and privileges: as before
ALTER VIEW public.v OWNER TO pgkeel_case_owner;

-- 4. give column v.id its owner and privileges: as before
GRANT SELECT (id) ON TABLE public.v TO pgkeel_case_reader;

-- 5. give column v.name its owner and privileges: declared
GRANT SELECT (name), UPDATE (name) ON TABLE public.v TO pgkeel_case_reader;
