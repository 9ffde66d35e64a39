-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 32 steps, 0 differences left.
-- Not proven: 2 steps about roles and what else only the server has.
-- Consent: step 1 (drop materialized view m) needs --allow blocks-reads.
-- Consent: step 2 (drop view v) needs --allow blocks-reads.
-- Consent: step 19 (create domain constraint d.d_check) needs --allow blocks-writes.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.m;

-- 2. drop view v: it comes back below
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.v;

-- 3. drop constraint t.c: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT c;

-- 4. drop index t.by_caller: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_caller;

-- 5. drop index t.by_f: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_f;

-- 6. drop rule t.r: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP RULE r ON public.t;

-- 7. drop trigger t.w: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER w ON public.t;

-- 8. drop policy t.p: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY p ON public.t;

-- 9. drop statistics s: it stands in the way, and comes back below
DROP STATISTICS public.s;

-- 10. drop domain constraint d.d_check: it stands in the way, and comes back below; until then it does not hold
ALTER DOMAIN public.d DROP CONSTRAINT d_check;

-- 11. drop the default of domain d: it stands in the way, and comes back below
ALTER DOMAIN public.d DROP DEFAULT;

-- 12. drop function caller(integer): it stands in the way, and comes back below
DROP FUNCTION public.caller(integer);

-- 13. drop aggregate agg(integer): it stands in the way, and comes back below
DROP AGGREGATE public.agg(integer);

-- 14. drop operator @@@(NONE, integer): it stands in the way, and comes back below
DROP OPERATOR public.@@@(NONE, integer);

-- 15. drop the default of column t.id: it stands in the way, and comes back below
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE ONLY public.t ALTER COLUMN id DROP DEFAULT;

-- 16. replace function f(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT b$function$;
COMMENT ON ROUTINE public.f(integer) IS 'the same';
COMMIT;

-- 17. create function caller(integer): put back
CREATE OR REPLACE FUNCTION public.caller(integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
RETURN f($1);

-- 18. set the default of domain d: put back
ALTER DOMAIN public.d SET DEFAULT f(2);

-- 19. create domain constraint d.d_check: put back
--    hazard: long-scan, blocks-writes
ALTER DOMAIN public.d ADD CONSTRAINT d_check check ((f(value) > 0));

-- 20. create aggregate agg(integer): put back
BEGIN;
CREATE AGGREGATE public.agg(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = f);
COMMENT ON AGGREGATE public.agg(integer) IS 'with f';
COMMIT;

-- 21. create operator @@@(NONE, integer): put back
BEGIN;
CREATE OPERATOR public.@@@ (FUNCTION = f, RIGHTARG = integer);
COMMENT ON OPERATOR public.@@@(NONE, integer) IS 'f';
COMMIT;

-- 22. set the default of column t.id: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE ONLY public.t ALTER COLUMN id SET DEFAULT f(1);

-- 23. add constraint t.c: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT c check ((f(id) > 0)) NOT VALID;

-- 24. validate constraint t.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT c;

-- 25. create index t.by_caller: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY by_caller ON public.t (caller(id));

-- 26. create index t.by_f: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_f ON public.t (f(id)) where (f(more) > 2);

-- 27. create view v: put back
CREATE VIEW public.v AS
SELECT f(t.id) AS f
   FROM t;

-- 28. create materialized view m: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.m AS
SELECT v.f
   FROM v;

-- 29. create trigger t.w: put back
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
CREATE TRIGGER w before insert ON public.t for each row when ((f(new.id) > 1)) execute function touch();

-- 30. create rule t.r: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE RULE r AS
    ON DELETE TO public.t
   WHERE (f(old.id) > 3) DO INSTEAD NOTHING;

-- 31. create policy t.p: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY p ON public.t using ((f(id) = 1));

-- 32. create statistics s: put back
CREATE STATISTICS public.s on more, f(id) from t;

-- 33. give function f(integer) its owner and privileges: as before
BEGIN;
ALTER ROUTINE public.f(integer) OWNER TO pgkeel_case_owner;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.f(integer) TO pgkeel_case_reader;
COMMIT;

-- 34. give view v its owner and privileges: as before
GRANT SELECT ON TABLE public.v TO pgkeel_case_reader;
