-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 8 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (drop materialized view m) needs --allow blocks-reads.
-- Consent: step 4 (drop view v; drop constraint t.c; drop rule t.r; and 24 more) needs --allow blocks-writes.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view m: it comes back below
--    lock: ACCESS EXCLUSIVE on public.m (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.m;

-- 2. drop index t.by_caller: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_caller;

-- 3. drop index t.by_f: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_f;

-- 4. drop view v; drop constraint t.c; drop rule t.r; and 24 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-writes, long-scan
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop constraint t.c: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT c;
-- drop rule t.r: it stands in the way, and comes back below; until then it does not hold
DROP RULE r ON public.t;
-- drop trigger t.w: it stands in the way, and comes back below; until then it does not hold
DROP TRIGGER w ON public.t;
-- drop policy t.p: it stands in the way, and comes back below; until then it does not hold
DROP POLICY p ON public.t;
-- drop statistics s: it stands in the way, and comes back below
DROP STATISTICS public.s;
-- drop the default of domain d: it stands in the way, and comes back below
ALTER DOMAIN public.d DROP DEFAULT;
-- drop domain constraint d.d_check: it stands in the way, and comes back below; until then it does not hold
ALTER DOMAIN public.d DROP CONSTRAINT d_check;
-- drop function caller(integer): it stands in the way, and comes back below
DROP FUNCTION public.caller(integer);
-- drop aggregate agg(integer): it stands in the way, and comes back below
DROP AGGREGATE public.agg(integer);
-- drop operator @@@(NONE, integer): it stands in the way, and comes back below
DROP OPERATOR public.@@@(NONE, integer);
-- drop the default of column t.id: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN id DROP DEFAULT;
-- replace function f(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.f(integer);
CREATE OR REPLACE FUNCTION public.f(b integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT b$function$;
COMMENT ON ROUTINE public.f(integer) IS 'the same';
-- create function caller(integer): put back
CREATE OR REPLACE FUNCTION public.caller(integer)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE
RETURN f($1);
-- set the default of domain d: put back
ALTER DOMAIN public.d SET DEFAULT f(2);
-- create domain constraint d.d_check: put back
ALTER DOMAIN public.d ADD CONSTRAINT d_check check ((f(value) > 0));
-- create aggregate agg(integer): put back
CREATE AGGREGATE public.agg(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = f);
COMMENT ON AGGREGATE public.agg(integer) IS 'with f';
-- create operator @@@(NONE, integer): put back
CREATE OPERATOR public.@@@ (FUNCTION = f, RIGHTARG = integer);
COMMENT ON OPERATOR public.@@@(NONE, integer) IS 'f';
-- set the default of column t.id: put back
ALTER TABLE ONLY public.t ALTER COLUMN id SET DEFAULT f(1);
-- add constraint t.c: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT c check ((f(id) > 0)) NOT VALID;
-- create view v: put back
CREATE VIEW public.v AS
SELECT f(t.id) AS f
   FROM t;
-- create trigger t.w: put back
CREATE TRIGGER w before insert ON public.t for each row when ((f(new.id) > 1)) execute function touch();
-- create rule t.r: put back
CREATE RULE r AS
    ON DELETE TO public.t
   WHERE (f(old.id) > 3) DO INSTEAD NOTHING;
-- create policy t.p: put back
CREATE POLICY p ON public.t using ((f(id) = 1));
-- create statistics s: put back
CREATE STATISTICS public.s on more, f(id) from t;
-- give function f(integer) its owner and privileges: as before
ALTER ROUTINE public.f(integer) OWNER TO pgkeel_case_owner;
REVOKE EXECUTE ON ROUTINE public.f(integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.f(integer) TO pgkeel_case_reader;
-- give view v its owner and privileges: as before
GRANT SELECT ON TABLE public.v TO pgkeel_case_reader;
COMMIT;

-- 5. validate constraint t.c: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT c;

-- 6. create index t.by_caller: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY by_caller ON public.t (caller(id));

-- 7. create index t.by_f: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_f ON public.t (f(id)) where (f(more) > 2);

-- 8. create materialized view m: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.m AS
SELECT v.f
   FROM v;
