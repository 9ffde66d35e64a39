-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
SET search_path = public;

-- 1. add constraint t.valid_plan: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT valid_plan;
ALTER TABLE public.t ADD CONSTRAINT valid_plan check ((plan = any (array['free'::text, 'pro'::text, 'team'::text]))) NOT VALID;
COMMIT;

-- 2. validate constraint t.valid_plan: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT valid_plan;
