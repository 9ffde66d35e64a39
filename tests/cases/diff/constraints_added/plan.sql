-- From old to new: 5 missing, 1 changed.
-- Proven on a temporary database on the same server: 12 steps, 0 differences left.
-- Consent: step 6 (add constraint t.t_during_excl) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. check column t.id from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT id_is_not_null CHECK (id IS NOT NULL) NOT VALID;

-- 2. check the rows of column t.id: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT id_is_not_null;

-- 3. set column t.id not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT id_is_not_null;
COMMIT;

-- 4. add constraint t.email_is_lower: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT email_is_lower check ((email = lower(email))) NOT VALID;

-- 5. validate constraint t.email_is_lower: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT email_is_lower;

-- 6. add constraint t.t_during_excl: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
ALTER TABLE public.t ADD CONSTRAINT t_during_excl exclude using gist (during with &&);

-- 7. build the index of constraint t.t_email_id_key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_email_id_key ON public.t (email) include (id) NULLS NOT DISTINCT;

-- 8. add constraint t.t_email_id_key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_email_id_key UNIQUE USING INDEX t_email_id_key deferrable initially deferred;

-- 9. build the index of constraint t.t_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_pkey ON public.t (id);

-- 10. add constraint t.t_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_pkey PRIMARY KEY USING INDEX t_pkey;

-- 11. add constraint t.t_p_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on public.p (blocks writes)
ALTER TABLE public.t ADD CONSTRAINT t_p_fkey foreign key (p) references p(id) on delete cascade NOT VALID;

-- 12. validate constraint t.t_p_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    lock: ROW SHARE on public.p (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_p_fkey;
