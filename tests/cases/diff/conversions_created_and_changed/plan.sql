-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. create conversion other: declared, not there
CREATE CONVERSION public.other FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1;

-- 2. replace conversion "My Conversion": its definition differs
BEGIN;
DROP CONVERSION public."My Conversion";
CREATE DEFAULT CONVERSION public."My Conversion" FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
COMMENT ON CONVERSION public."My Conversion" IS 'by default';
COMMIT;

-- 3. drop conversion gone: not declared
DROP CONVERSION public.gone;
