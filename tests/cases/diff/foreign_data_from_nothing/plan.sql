-- From old to new: 6 missing.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Not proven: 5 steps about roles and what else only the server has.
SET search_path = public;

-- 1. create foreign data wrapper Wrapper: declared, not there
BEGIN;
CREATE FOREIGN DATA WRAPPER "Wrapper" OPTIONS (debug 'it''s');
COMMENT ON FOREIGN DATA WRAPPER "Wrapper" IS 'a wrapper';
COMMIT;

-- 2. create server select: declared, not there
BEGIN;
CREATE SERVER "select" TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER "Wrapper" OPTIONS (host 'a b');
COMMENT ON SERVER "select" IS 'a server';
COMMIT;

-- 3. create foreign table "Far": declared, not there
BEGIN;
CREATE FOREIGN TABLE public."Far" (
    id integer not null default 1,
    name text collate "C"
) SERVER "select" OPTIONS ("table" 't');
ALTER TABLE public."Far" ADD CONSTRAINT c check ((id > 0));
ALTER FOREIGN TABLE public."Far" ALTER COLUMN id OPTIONS (ADD column_name 'ID');
COMMENT ON COLUMN public."Far".name IS 'its name';
COMMENT ON FOREIGN TABLE public."Far" IS 'far away';
COMMIT;

-- 4. create view v: declared, not there
CREATE VIEW public.v AS
SELECT "Far".name
   FROM "Far";

-- 5. create user mapping for pgkeel_case_reader server "select": declared, not there
CREATE USER MAPPING FOR pgkeel_case_reader SERVER "select" OPTIONS ("user" 'x');

-- 6. create user mapping for public server "select": declared, not there
CREATE USER MAPPING FOR public SERVER "select";

-- 7. give foreign data wrapper Wrapper its owner and privileges: declared
GRANT USAGE ON FOREIGN DATA WRAPPER "Wrapper" TO pgkeel_case_reader;

-- 8. give server select its owner and privileges: declared
GRANT USAGE ON FOREIGN SERVER "select" TO pgkeel_case_writer;

-- 9. give column "Far".name its owner and privileges: declared
GRANT SELECT (name) ON TABLE public."Far" TO pgkeel_case_reader;
