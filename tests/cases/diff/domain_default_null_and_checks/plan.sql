-- From old to new: 1 missing, 1 unexpected, 4 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
-- Consent: step 2 (alter domain "Name") needs --allow blocks-writes.
-- Consent: step 3 (create domain constraint "Name".added) needs --allow blocks-writes.
-- Consent: step 4 (replace domain constraint "Name".short) needs --allow blocks-writes.
SET search_path = public;

-- 1. drop domain constraint "Name"."Gone": not declared
ALTER DOMAIN public."Name" DROP CONSTRAINT "Gone";

-- 2. alter domain "Name": its definition differs
--    hazard: long-scan, blocks-writes
BEGIN;
ALTER DOMAIN public."Name" SET DEFAULT 'somebody'::text;
ALTER DOMAIN public."Name" SET NOT NULL;
COMMIT;

-- 3. create domain constraint "Name".added: declared, not there
--    hazard: long-scan, blocks-writes
BEGIN;
ALTER DOMAIN public."Name" ADD CONSTRAINT added check ((value !~ '^ '::text));
COMMENT ON CONSTRAINT added ON DOMAIN public."Name" IS 'no space';
COMMIT;

-- 4. replace domain constraint "Name".short: its definition differs
--    hazard: long-scan, blocks-writes
BEGIN;
ALTER DOMAIN public."Name" DROP CONSTRAINT short;
ALTER DOMAIN public."Name" ADD CONSTRAINT short check ((length(value) < 50));
COMMIT;

-- 5. comment on domain "Name": the comment differs
COMMENT ON DOMAIN public."Name" IS 'new';
