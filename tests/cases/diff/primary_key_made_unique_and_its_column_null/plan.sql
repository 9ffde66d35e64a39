-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 3 (add constraint u.u_k) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. build the index of constraint t.k: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY k_new ON public.t (a);

-- 2. add constraint t.k: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT k;
ALTER TABLE public.t ADD CONSTRAINT k UNIQUE USING INDEX k_new;
COMMIT;

-- 3. add constraint u.u_k: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
BEGIN;
ALTER TABLE public.u DROP CONSTRAINT u_k;
ALTER TABLE public.u ADD CONSTRAINT u_k unique (a, b);
COMMIT;

-- 4. let column t.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

-- 5. let column u.a be null: not declared
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
ALTER TABLE public.u ALTER COLUMN a DROP NOT NULL;
