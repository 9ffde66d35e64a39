-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (drop materialized view m) needs --allow blocks-reads.
-- Consent: step 3 (change column t.id to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop materialized view m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.m;

-- 2. change column t.code to text: it is character varying(10)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN code DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN code TYPE text;
ALTER TABLE public.t ALTER COLUMN code SET DEFAULT 'x'::text;
COMMIT;

-- 3. change column t.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;

-- 4. create materialized view m: put back; what it holds is computed anew
--    hazard: long-scan
BEGIN;
CREATE MATERIALIZED VIEW public.m AS
SELECT t.code,
    count(*) AS n
   FROM t
  GROUP BY t.code;
CREATE UNIQUE INDEX m_code ON public.m (code);
COMMIT;
