-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 1 step, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (change how column t.id is generated) needs --allow blocks-reads.
SET search_path = public;

-- 1. change how column t.id is generated: it is never generated; its sequence goes on from the highest value, which is looked up under the lock
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN id ADD GENERATED always as identity;
SELECT setval('public.t_id_seq', max(id)) FROM public.t HAVING max(id) >= 1;
COMMIT;

-- 2. give sequence t_id_seq its privileges: default privileges gave it others
REVOKE USAGE ON SEQUENCE public.t_id_seq FROM pg_read_all_data CASCADE;
