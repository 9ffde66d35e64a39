-- From old to new: 1 missing, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (add constraint t.t_once) needs --allow blocks-writes,blocks-reads.
-- Consent: step 2 (add constraint t.t_pkey) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. add constraint t.t_once: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT t_once;
ALTER TABLE public.t ADD CONSTRAINT t_once unique (id, n, code);
COMMIT;

-- 2. add constraint t.t_pkey: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
ALTER TABLE public.t ADD CONSTRAINT t_pkey primary key (id);
