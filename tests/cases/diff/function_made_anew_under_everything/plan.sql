-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 22 steps, 0 differences left.
-- Not proven: 3 steps about roles and what else only the server has.
-- Consent: step 1 (drop materialized view ok_stored) needs --allow blocks-reads.
-- Consent: step 2 (drop view ok_view) needs --allow blocks-reads.
-- Consent: step 13 (create domain constraint ok_number.number_is_ok) needs --allow blocks-writes.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view ok_stored: it comes back below
--    lock: ACCESS EXCLUSIVE on public.ok_stored (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.ok_stored;

-- 2. drop view ok_view: it comes back below
--    lock: ACCESS EXCLUSIVE on public.ok_view (blocks reads and writes)
--    hazard: blocks-reads
DROP VIEW public.ok_view;

-- 3. drop constraint t.n_is_ok: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT n_is_ok;

-- 4. drop index t.ok_rows: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.ok_rows;

-- 5. drop rule t.keep: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP RULE keep ON public.t;

-- 6. drop trigger t.only_ok: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER only_ok ON public.t;

-- 7. drop policy t.ok_ones: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP POLICY ok_ones ON public.t;

-- 8. drop domain constraint ok_number.number_is_ok: it stands in the way, and comes back below; until then it does not hold
ALTER DOMAIN public.ok_number DROP CONSTRAINT number_is_ok;

-- 9. drop function both_ok(integer, integer): it stands in the way, and comes back below
DROP FUNCTION public.both_ok(integer, integer);

-- 10. drop the default of column t.ok: it stands in the way, and comes back below
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE ONLY public.t ALTER COLUMN ok DROP DEFAULT;

-- 11. replace function is_ok(integer): its arguments or its result change, which CREATE OR REPLACE cannot do
BEGIN;
DROP FUNCTION public.is_ok(integer);
CREATE OR REPLACE FUNCTION public.is_ok(number integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1 > 0$function$;
COMMENT ON ROUTINE public.is_ok(integer) IS 'Whether it is';
COMMIT;

-- 12. create function both_ok(integer, integer): put back
CREATE OR REPLACE FUNCTION public.both_ok(a integer, b integer)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
RETURN (is_ok(a) AND is_ok(b));

-- 13. create domain constraint ok_number.number_is_ok: put back
--    hazard: long-scan, blocks-writes
ALTER DOMAIN public.ok_number ADD CONSTRAINT number_is_ok check (is_ok(value));

-- 14. set the default of column t.ok: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE ONLY public.t ALTER COLUMN ok SET DEFAULT is_ok(1);

-- 15. add constraint t.n_is_ok: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT n_is_ok check (is_ok(n)) NOT VALID;

-- 16. validate constraint t.n_is_ok: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT n_is_ok;

-- 17. create index t.ok_rows: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY ok_rows ON public.t (id) where is_ok(n);
COMMENT ON INDEX public.ok_rows IS 'Those that are';

-- 18. create view ok_view: put back
CREATE VIEW public.ok_view AS
SELECT t.id,
    is_ok(t.n) AS ok
   FROM t;

-- 19. create materialized view ok_stored: put back; what it holds is computed anew
--    hazard: long-scan
CREATE MATERIALIZED VIEW public.ok_stored AS
SELECT ok_view.id
   FROM ok_view;

-- 20. create trigger t.only_ok: put back
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
BEGIN;
CREATE TRIGGER only_ok before insert ON public.t for each row when (is_ok(new.n)) execute function touch();
ALTER TABLE public.t DISABLE TRIGGER only_ok;
COMMIT;

-- 21. create rule t.keep: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
CREATE RULE keep AS
    ON DELETE TO public.t
   WHERE is_ok(old.n) DO INSTEAD NOTHING;
COMMENT ON RULE keep ON public.t IS 'Kept';
COMMIT;

-- 22. create policy t.ok_ones: put back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
CREATE POLICY ok_ones ON public.t for select to pgkeel_case_reader using (is_ok(n));

-- 23. give function is_ok(integer) its owner and privileges: as before
BEGIN;
ALTER ROUTINE public.is_ok(integer) OWNER TO pgkeel_case_owner;
REVOKE EXECUTE ON ROUTINE public.is_ok(integer) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE public.is_ok(integer) TO pgkeel_case_reader;
COMMIT;

-- 24. give view ok_view its owner and privileges: as before
ALTER VIEW public.ok_view OWNER TO pgkeel_case_owner;

-- 25. give column ok_view.id its owner and privileges: as before
GRANT SELECT (id) ON TABLE public.ok_view TO pgkeel_case_reader;
