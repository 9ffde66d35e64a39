-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 11 steps, 0 differences left.
-- Consent: step 11 (add constraint t.w) needs --allow blocks-writes,blocks-reads.
SET search_path = public;

-- 1. check column t.a from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT a_is_not_null CHECK (a IS NOT NULL) NOT VALID;

-- 2. check the rows of column t.a: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT a_is_not_null;

-- 3. set column t.a not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT a_is_not_null;
COMMIT;

-- 4. check column t.b from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT b_is_not_null CHECK (b IS NOT NULL) NOT VALID;

-- 5. check the rows of column t.b: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT b_is_not_null;

-- 6. set column t.b not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT b_is_not_null;
COMMIT;

-- 7. build the index of constraint t.u: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY u_new ON public.t (a);

-- 8. add constraint t.u: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT u;
ALTER TABLE public.t ADD CONSTRAINT u UNIQUE USING INDEX u_new deferrable initially deferred;
COMMENT ON CONSTRAINT u ON public.t IS 'of the constraint';
COMMENT ON INDEX public.u IS 'of the index';
COMMIT;

-- 9. build the index of constraint t.v: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY v_new ON public.t (b, a);

-- 10. add constraint t.v: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT v;
ALTER TABLE public.t ADD CONSTRAINT v PRIMARY KEY USING INDEX v_new;
COMMENT ON INDEX public.v IS 'of the index of v';
COMMIT;

-- 11. add constraint t.w: PostgreSQL has no online form for it
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-writes, blocks-reads
BEGIN;
ALTER TABLE public.t DROP CONSTRAINT w;
ALTER TABLE public.t ADD CONSTRAINT w exclude using btree (b with =);
COMMENT ON INDEX public.w IS 'of the index of w';
COMMIT;
