-- From old to new: 3 missing, 1 unexpected, 4 changed.
-- Proven on a temporary database on the same server: 11 steps, 0 differences left.
-- Consent: step 8 (add constraint p.p_pkey) needs --allow blocks-writes,blocks-reads.
-- Consent: step 9 (add constraint q.q_pkey) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. drop constraint q_1.a_key: not declared
--    lock: ACCESS EXCLUSIVE on public.q_1 (blocks reads and writes)
ALTER TABLE public.q_1 DROP CONSTRAINT a_key;

-- 2. build the index of constraint p_1."Own key": built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.p_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY "Own key_new" ON public.p_1 (id);

-- 3. add constraint p_1."Own key": takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.p_1 (blocks reads and writes)
BEGIN;
ALTER TABLE public.p_1 DROP CONSTRAINT "Own key";
ALTER TABLE public.p_1 ADD CONSTRAINT "Own key" PRIMARY KEY USING INDEX "Own key_new";
COMMIT;

-- 4. add constraint t."Last": new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT "Last";
ALTER TABLE public.t ADD CONSTRAINT "Last" check ((n > 0)) NOT VALID;
COMMIT;

-- 5. validate constraint t."Last": reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT "Last";

-- 6. build the index of constraint t.a_check: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_check_new ON public.t (n);

-- 7. add constraint t.a_check: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT a_check;
ALTER TABLE public.t ADD CONSTRAINT a_check PRIMARY KEY USING INDEX a_check_new;
COMMIT;

-- 8. add constraint p.p_pkey: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.p (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
ALTER TABLE public.p ADD CONSTRAINT p_pkey primary key (id);

-- 9. add constraint q.q_pkey: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.q (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
ALTER TABLE public.q ADD CONSTRAINT q_pkey primary key (id);

-- 10. build the index of constraint q_1.z_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.q_1 (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY z_key ON public.q_1 (id, n);

-- 11. add constraint q_1.z_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.q_1 (blocks reads and writes)
ALTER TABLE public.q_1 ADD CONSTRAINT z_key UNIQUE USING INDEX z_key;
