-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (change how column t.id is generated) needs --allow blocks-reads.
SET search_path = public;

-- 1. change how column t.id is generated: it is never generated; its sequence goes on from the highest value, which is looked up under the lock
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED always as identity;
SELECT setval('public.t_id_seq', max(id)) FROM public.t HAVING max(id) >= 1;
COMMIT;

-- 2. change how column t.twice is generated: it is generated always as ((a * 2)) stored
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN twice DROP EXPRESSION;
