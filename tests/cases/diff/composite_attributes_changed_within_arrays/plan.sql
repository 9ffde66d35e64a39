-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (drop view v; drop function zip(addr); make composite type addr, composite type part, composite type crate anew; and 2 more) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop index person.person_zip_idx: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.person (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.person_zip_idx;

-- 2. drop view v; drop function zip(addr); make composite type addr, composite type part, composite type crate anew; and 2 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.person (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.shelf (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- drop view v: it comes back below
DROP VIEW public.v;
-- drop function zip(addr): it stands in the way, and comes back below
DROP FUNCTION public.zip(addr);
-- make composite type addr, composite type part, composite type crate anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
ALTER TYPE public.addr DROP ATTRIBUTE no;
ALTER TYPE public.addr ADD ATTRIBUTE country text;
ALTER TYPE public.part DROP ATTRIBUTE old;
ALTER TYPE public.part ADD ATTRIBUTE colour text;
ALTER TYPE public.addr RENAME TO addr_old;
ALTER TYPE public.part RENAME TO part_old;
ALTER TYPE public.crate RENAME TO crate_old;
CREATE TYPE public.addr AS (street text collate "C", zip character varying(10), country text);
CREATE TYPE public.part AS (name text, weight numeric, colour text);
CREATE TYPE public.crate AS (label text, parts part[], best part);
ALTER TABLE public.person ALTER COLUMN home TYPE addr USING CASE WHEN home IS DISTINCT FROM NULL THEN ROW((home).street, (home).zip, NULL)::addr END, ALTER COLUMN others TYPE addr[] USING others::text::addr[];
ALTER TABLE public.shelf ALTER COLUMN boxes TYPE crate[] USING boxes::text::crate[], ALTER COLUMN one TYPE crate USING one::text::crate, ALTER COLUMN parts TYPE part[] USING parts::text::part[];
DROP TYPE public.crate_old;
DROP TYPE public.part_old;
DROP TYPE public.addr_old;
-- create function zip(addr): put back
CREATE OR REPLACE FUNCTION public.zip(addr)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$SELECT $1.zip::text$function$;
-- create view v: put back
CREATE VIEW public.v AS
SELECT (person.home).street AS street,
    (person.home).country AS country
   FROM person;
COMMIT;

-- 3. create index person.person_zip_idx: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.person (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY person_zip_idx ON public.person (zip(home));
