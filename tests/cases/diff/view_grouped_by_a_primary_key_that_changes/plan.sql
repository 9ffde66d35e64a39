-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (drop view grouped) needs --allow blocks-reads.
SET search_path = public;

-- 1. drop view grouped: not declared
--    lock: ACCESS EXCLUSIVE on public.grouped (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.grouped;

-- 2. build the index of constraint a.key: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.a (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY key_new ON public.a (id);

-- 3. add constraint a.key: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
BEGIN;
ALTER TABLE public.a DROP CONSTRAINT key;
ALTER TABLE public.a ADD CONSTRAINT key PRIMARY KEY USING INDEX key_new deferrable;
COMMIT;
