-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (add constraint t.rooms) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. drop constraint t.t_during_excl: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_during_excl;

-- 2. add constraint t.rooms: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT rooms;
ALTER TABLE public.t ADD CONSTRAINT rooms exclude using gist (room with &&, during with &&) where ((lower(room) > 5)) deferrable;
COMMIT;
