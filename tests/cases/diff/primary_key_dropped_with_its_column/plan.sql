-- From old to new: 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 4 (drop column a.id) needs --allow data-loss.
SET search_path = public;

-- 1. drop view grouped; check column a.n from now on; check the rows of column a.n; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.grouped (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: long-scan
BEGIN;
-- drop view grouped: it comes back below
DROP VIEW public.grouped;
-- check column a.n from now on: new rows first: no scan
ALTER TABLE public.a ADD CONSTRAINT n_is_not_null CHECK (n IS NOT NULL) NOT VALID;
-- check the rows of column a.n: reads the table beside its traffic
ALTER TABLE public.a VALIDATE CONSTRAINT n_is_not_null;
-- set column a.n not null: proven by the check: no scan
ALTER TABLE public.a ALTER COLUMN n SET NOT NULL;
ALTER TABLE public.a DROP CONSTRAINT n_is_not_null;
-- create view grouped: put back
CREATE VIEW public.grouped AS
SELECT a.n,
    count(*) AS count
   FROM a
  GROUP BY a.n;
COMMIT;

-- 2. build the index of constraint a.a_pkey: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY a_pkey_new ON public.a (n);

-- 3. add constraint a.a_pkey: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey_new;
COMMIT;

-- 4. drop column a.id: not declared
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.a DROP COLUMN id;
