-- From old to new: 7 missing, 2 changed.
-- Proven on a temporary database on the same server: 10 steps, 0 differences left.
-- Not proven: 1 step about roles and what else only the server has.
-- Consent: step 6 (change column b.k to "Made".kind) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;
SET check_function_bodies = off;

-- 1. create schema Made: declared, not there
BEGIN;
CREATE SCHEMA IF NOT EXISTS "Made";
COMMENT ON SCHEMA "Made" IS 'made here';
COMMIT;

-- 2. create enum "Made".kind: declared, not there
CREATE TYPE "Made".kind AS ENUM ('a', 'b');

-- 3. create sequence "Made"."Numbers": declared, not there
CREATE SEQUENCE "Made"."Numbers";

-- 4. create table "Made".a: declared, not there
BEGIN;
CREATE TABLE "Made".a (
    id integer not null default nextval('"Made"."Numbers"'::regclass),
    k "Made".kind
);
ALTER TABLE "Made".a ADD CONSTRAINT a_pkey primary key (id);
COMMIT;

-- 5. create function "Made".f("Made".kind): declared, not there
CREATE OR REPLACE FUNCTION "Made".f("Made".kind)
 RETURNS "Made".a
 LANGUAGE sql
AS $function$SELECT NULL::"Made".a$function$;

-- 6. change column b.k to "Made".kind: it is text
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.b ALTER COLUMN k TYPE "Made".kind USING k::"Made".kind;

-- 7. add constraint b.b_id_fkey: new rows first: no scan
--    lock: SHARE ROW EXCLUSIVE on public.b (blocks writes)
--    lock: SHARE ROW EXCLUSIVE on "Made".a (blocks writes)
ALTER TABLE public.b ADD CONSTRAINT b_id_fkey foreign key (id) references "Made".a(id) NOT VALID;

-- 8. validate constraint b.b_id_fkey: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.b (blocks nothing but other DDL)
--    lock: ROW SHARE on "Made".a (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.b VALIDATE CONSTRAINT b_id_fkey;

-- 9. replace view v: its definition differs; its columns stay, and nothing that reads it is disturbed
--    lock: ACCESS EXCLUSIVE on public.v (blocks reads and writes)
CREATE OR REPLACE VIEW public.v AS
SELECT b.id
   FROM (b
     JOIN "Made".a USING (id));

-- 10. create view "Made".v: declared, not there
CREATE VIEW "Made".v AS
SELECT v.id
   FROM v;

-- 11. give schema Made its owner and privileges: declared
BEGIN;
ALTER SCHEMA "Made" OWNER TO pgkeel_case_owner;
GRANT USAGE ON SCHEMA "Made" TO pgkeel_case_reader;
COMMIT;
