-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 6 (add constraint t."to") needs --allow blocks-writes.
SET search_path = public;

-- 1. drop constraint t."to": it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.r (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT "to";

-- 2. build the index of constraint r.r_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.r (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY r_pkey_new ON public.r (k);

-- 3. add constraint r.r_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.r (blocks reads and writes)
BEGIN;
ALTER TABLE public.r DROP CONSTRAINT r_pkey;
ALTER TABLE public.r ADD CONSTRAINT r_pkey UNIQUE USING INDEX r_pkey_new;
COMMIT;

-- 4. add constraint t_1.own: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.t_1 (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.r (blocks writes)
ALTER TABLE public.t_1 ADD CONSTRAINT own foreign key (k) references r(k) on delete cascade NOT VALID;

-- 5. validate constraint t_1.own: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t_1 (blocks nothing but other DDL)
--    lock: ROW SHARE on public.r (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t_1 VALIDATE CONSTRAINT own;

-- 6. add constraint t."to": PostgreSQL has no online form for it
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.r (blocks writes)
--    hazard: long-scan, blocks-writes
ALTER TABLE public.t ADD CONSTRAINT "to" foreign key (k) references r(k) on delete cascade;

-- 7. let column r.k be null: not declared
--    lock: ACCESS EXCLUSIVE on public.r (blocks reads and writes)
ALTER TABLE public.r ALTER COLUMN k DROP NOT NULL;
