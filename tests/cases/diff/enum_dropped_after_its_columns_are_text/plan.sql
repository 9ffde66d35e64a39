-- From old to new: 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (drop view v; change column t.m to text; change column t.ms to text[]; create view v) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. drop view v; change column t.m to text; change column t.ms to text[]; create view v: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- change column t.m to text: it is mood
ALTER TABLE public.t ALTER COLUMN m DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN m TYPE text USING m::text;
ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'ok'::text;
-- change column t.ms to text[]: it is mood[]
ALTER TABLE public.t ALTER COLUMN ms TYPE text[] USING ms::text[];
-- create view v: put back
CREATE VIEW public.v AS
SELECT t.m
   FROM t
  WHERE (t.m = 'ok'::text);
COMMIT;

-- 2. drop enum mood: not declared
DROP TYPE public.mood;
