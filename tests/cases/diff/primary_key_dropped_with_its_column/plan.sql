-- From old to new: 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Consent: step 1 (drop view grouped) needs --allow blocks-reads.
-- Consent: step 8 (drop column a.id) needs --allow data-loss.
SET search_path = public;

-- 1. drop view grouped: it comes back below
--    lock: ACCESS EXCLUSIVE on public.grouped (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.grouped;

-- 2. check column a.n from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
ALTER TABLE public.a ADD CONSTRAINT n_is_not_null CHECK (n IS NOT NULL) NOT VALID;

-- 3. check the rows of column a.n: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.a VALIDATE CONSTRAINT n_is_not_null;

-- 4. set column a.n not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.a ALTER COLUMN n SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT n_is_not_null;
COMMIT;

-- 5. build the index of constraint a.a_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey_new ON public.a (n);

-- 6. add constraint a.a_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey_new;
COMMIT;

-- 7. create view grouped: put back
CREATE VIEW public.grouped AS
SELECT a.n,
    count(*) AS count
   FROM a
  GROUP BY a.n;

-- 8. drop column a.id: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.a DROP COLUMN id;
