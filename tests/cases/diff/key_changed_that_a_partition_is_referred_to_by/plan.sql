-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop constraint one.one_k_fkey; drop constraint whole.whole_k_fkey; add constraint t.t_pkey; and 3 more) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. drop constraint one.one_k_fkey; drop constraint whole.whole_k_fkey; add constraint t.t_pkey; and 3 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.one (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t_1 (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.whole (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-writes, blocks-reads, long-scan
BEGIN;
-- drop constraint one.one_k_fkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.one DROP CONSTRAINT one_k_fkey;
-- drop constraint whole.whole_k_fkey: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.whole DROP CONSTRAINT whole_k_fkey;
-- add constraint t.t_pkey: PostgreSQL has no online form for it
ALTER TABLE public.t DROP CONSTRAINT t_pkey;
ALTER TABLE public.t ADD CONSTRAINT t_pkey unique (k);
-- let column t.k be null: not declared
ALTER TABLE public.t ALTER COLUMN k DROP NOT NULL;
-- add constraint one.one_k_fkey: new rows first: no scan
ALTER TABLE public.one ADD CONSTRAINT one_k_fkey foreign key (k) references t_1(k) NOT VALID;
-- add constraint whole.whole_k_fkey: new rows first: no scan
ALTER TABLE public.whole ADD CONSTRAINT whole_k_fkey foreign key (k) references t(k) NOT VALID;
COMMIT;

-- 2. validate constraint one.one_k_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.one (blocks nothing but other DDL)
--    lock: ROW SHARE on public.t_1 (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.one VALIDATE CONSTRAINT one_k_fkey;

-- 3. validate constraint whole.whole_k_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.whole (blocks nothing but other DDL)
--    lock: ROW SHARE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.whole VALIDATE CONSTRAINT whole_k_fkey;
