-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 1 (drop materialized view ok_stored) needs --allow blocks-reads.
-- Consent: step 3 (drop view ok_view; drop constraint t.n_is_ok; drop rule t.keep; and 17 more) needs --allow blocks-writes.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view ok_stored: it comes back below
--    lock: ACCESS EXCLUSIVE on public.ok_stored (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.ok_stored;

-- 2. drop index t.ok_rows: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.ok_rows;

-- 3. drop view ok_view; drop constraint t.n_is_ok; drop rule t.keep; and 17 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.ok_view (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: blocks-writes, long-scan
BEGIN;
-- drop view ok_view: it comes back below
DROP VIEW public.ok_view;
-- drop constraint t.n_is_ok: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT n_is_ok;
-- drop rule t.keep: it stands in the way, and comes back below; until then it does not hold
DROP RULE keep ON public.t;
-- drop trigger t.only_ok: it stands in the way, and comes back below; until then it does not hold
DROP TRIGGER only_ok ON public.t;
-- drop policy t.ok_ones: it stands in the way, and comes back below; until then it does not hold
DROP POLICY ok_ones ON public.t;
-- drop domain constraint ok_number.number_is_ok: it stands in the way, and comes back below; until then it does not hold
ALTER DOMAIN public.ok_number DROP CONSTRAINT number_is_ok;
-- drop function both_ok(integer, integer): it stands in the way, and comes back below
DROP FUNCTION public.both_ok(integer, integer);
-- drop the default of column t.ok: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN ok DROP DEFAULT;
-- replace function is_ok(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
DROP FUNCTION public.is_ok(integer);
CREATE OR REPLACE FUNCTION public.is_ok(number integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 > 0$function$;
COMMENT ON ROUTINE public.is_ok(integer) IS 'Whether it is';
-- create function both_ok(integer, integer): put back
CREATE OR REPLACE FUNCTION public.both_ok(a integer, b integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
RETURN (is_ok(a) AND is_ok(b));
-- create domain constraint ok_number.number_is_ok: put back
ALTER DOMAIN public.ok_number ADD CONSTRAINT number_is_ok check (is_ok(value));
-- set the default of column t.ok: put back
ALTER TABLE ONLY public.t ALTER COLUMN ok SET DEFAULT is_ok(1);
-- add constraint t.n_is_ok: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT n_is_ok check (is_ok(n)) NOT VALID;
-- create view ok_view: put back
CREATE VIEW public.ok_view AS
SELECT t.id,
    is_ok(t.n) AS ok
   FROM t;
-- create trigger t.only_ok: put back
CREATE TRIGGER only_ok before insert ON public.t for each row when (is_ok(new.n)) execute function touch();
ALTER TABLE public.t DISABLE TRIGGER only_ok;
-- create rule t.keep: put back
CREATE RULE keep AS
    ON DELETE TO public.t
   WHERE is_ok(old.n) DO INSTEAD NOTHING;
COMMENT ON RULE keep ON public.t IS 'Kept';
-- create policy t.ok_ones: put back
CREATE POLICY ok_ones ON public.t for select to pgkeel_case_reader using (is_ok(n));
-- give function is_ok(integer) its owner and privileges: as before
ALTER ROUTINE public.is_ok(integer) OWNER TO pgkeel_case_owner;
REVOKE EXECUTE ON ROUTINE public.is_ok(integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.is_ok(integer) TO pgkeel_case_reader;
-- give view ok_view its owner and privileges: as before
ALTER VIEW public.ok_view OWNER TO pgkeel_case_owner;
-- give column ok_view.id its owner and privileges: as before
GRANT SELECT (id) ON TABLE public.ok_view TO pgkeel_case_reader;
COMMIT;

-- 4. validate constraint t.n_is_ok: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT n_is_ok;

-- 5. create index t.ok_rows: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY ok_rows ON public.t (id) where is_ok(n);
COMMENT ON INDEX public.ok_rows IS 'Those that are';

-- 6. create materialized view ok_stored: put back without data, which it did not have before
CREATE MATERIALIZED VIEW public.ok_stored AS
SELECT ok_view.id
   FROM ok_view
WITH NO DATA;
