-- From old to new: 1 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 1 (drop materialized view counts) needs --allow blocks-reads.
-- Consent: step 3 (drop view high; drop constraint t.not_low; drop trigger t.on_level; and 12 more) needs --allow rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. drop materialized view counts: it comes back below
--    lock: ACCESS EXCLUSIVE on public.counts (blocks reads and writes)
--    hazard: blocks-reads
DROP MATERIALIZED VIEW public.counts;

-- 2. drop index t.of_high: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.of_high;

-- 3. drop view high; drop constraint t.not_low; drop trigger t.on_level; and 12 more: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.high (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
-- drop view high: it comes back below
DROP VIEW public.high;
-- drop constraint t.not_low: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT not_low;
-- drop trigger t.on_level: it stands in the way, and comes back below; until then it does not hold
DROP TRIGGER on_level ON public.t;
-- drop policy t.only_low: it stands in the way, and comes back below; until then it does not hold
DROP POLICY only_low ON public.t;
-- drop function worse("Level"): it stands in the way, and comes back below
DROP FUNCTION public.worse("Level");
-- drop the default of column t.other: it stands in the way, and comes back below
ALTER TABLE ONLY public.t ALTER COLUMN other DROP DEFAULT;
-- drop function worst(): it stands in the way, and comes back below
DROP FUNCTION public.worst();
-- make enum "Level" anew: PostgreSQL moves no label
ALTER TYPE public."Level" RENAME TO "Level_old";
CREATE TYPE public."Level" AS ENUM ('low', 'middle', 'high');
ALTER TABLE public.t ALTER COLUMN l DROP DEFAULT, ALTER COLUMN l TYPE "Level" USING l::text::"Level", ALTER COLUMN l SET DEFAULT 'low'::"Level", ALTER COLUMN other TYPE "Level" USING other::text::"Level";
DROP TYPE public."Level_old";
-- create function worse("Level"): put back
CREATE OR REPLACE FUNCTION public.worse("Level")
 RETURNS SETOF "Level"
 LANGUAGE sql
 STABLE
BEGIN ATOMIC
 SELECT t.l
    FROM t
   WHERE (t.l > $1);
END;
-- create function worst(): put back
CREATE OR REPLACE FUNCTION public.worst()
 RETURNS "Level"
 LANGUAGE plpgsql
AS $function$BEGIN RETURN 'high'; END$function$;
-- set the default of column t.other: put back
ALTER TABLE ONLY public.t ALTER COLUMN other SET DEFAULT worst();
-- add constraint t.not_low: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT not_low check ((l > 'low'::"Level")) NOT VALID;
-- create view high: put back
CREATE VIEW public.high AS
SELECT t.id,
    t.l
   FROM t
  WHERE (t.l >= 'middle'::"Level");
-- create trigger t.on_level: put back
CREATE TRIGGER on_level before update of l ON public.t for each row when ((new.l = 'high'::"Level")) execute function touch();
-- create policy t.only_low: put back
CREATE POLICY only_low ON public.t using ((l = 'low'::"Level"));
COMMIT;

-- 4. validate constraint t.not_low: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT not_low;

-- 5. create index t.of_high: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY of_high ON public.t (id) where (l = 'high'::"Level");

-- 6. create materialized view counts: put back; what it holds is computed anew
--    hazard: long-scan
BEGIN;
CREATE MATERIALIZED VIEW public.counts AS
SELECT t.l,
    count(*) AS n
   FROM t
  GROUP BY t.l;
CREATE UNIQUE INDEX counts_level ON public.counts (l);
COMMIT;
