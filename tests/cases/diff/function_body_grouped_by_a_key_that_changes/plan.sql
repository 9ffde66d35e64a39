-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 17 steps, 0 differences left.
-- Consent: step 1 (drop view grouped) needs --allow blocks-reads.
-- Consent: step 2 (drop view over) needs --allow blocks-reads.
-- Consent: step 3 (drop policy t.named) needs --allow exposes-rows.
-- Consent: step 13 (change column u.also to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop view grouped: it comes back below
--    lock: ACCESS EXCLUSIVE on public.grouped (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.grouped;

-- 2. drop view over: it comes back below
--    lock: ACCESS EXCLUSIVE on public.over (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.over;

-- 3. drop policy t.named: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: exposes-rows
DROP POLICY named ON public.t;

-- 4. drop function names(): it stands in the way, and comes back below
DROP FUNCTION public.names();

-- 5. drop constraint t.by_id: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT by_id;

-- 6. drop function others(): it stands in the way, and comes back below
DROP FUNCTION public.others();

-- 7. check column t.n from now on: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT n_is_not_null CHECK (n IS NOT NULL) NOT VALID;

-- 8. check the rows of column t.n: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT n_is_not_null;

-- 9. set column t.n not null: proven by the check: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN n SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT n_is_not_null;
COMMIT;

-- 10. build the index of constraint t.by_both: built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY by_both ON public.t (id, n);

-- 11. add constraint t.by_both: takes the index over: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT by_both PRIMARY KEY USING INDEX by_both;

-- 12. create function names(): put back
BEGIN;
CREATE OR REPLACE FUNCTION public.names()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT t.name
    FROM t
   GROUP BY t.id, t.n;
END;
COMMENT ON ROUTINE public.names() IS 'grouped';
COMMIT;

-- 13. change column u.also to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.u (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.u ALTER COLUMN also TYPE bigint USING also::bigint;

-- 14. create function others(): put back
CREATE OR REPLACE FUNCTION public.others()
 RETURNS SETOF text
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT u.name
    FROM u
   GROUP BY u.id;
END;

-- 15. create view grouped: put back
CREATE VIEW public.grouped AS
SELECT u.id,
    u.name
   FROM u
  GROUP BY u.id;

-- 16. create view over: put back
CREATE VIEW public.over AS
SELECT names() AS name;

-- 17. create policy t.named: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY named ON public.t as restrictive using ((name in ( select names() as names)));
