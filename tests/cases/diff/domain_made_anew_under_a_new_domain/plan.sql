-- From old to new: 5 missing, 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (make domain cents anew) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. make domain cents anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.transfers (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TYPE public.cents RENAME TO cents_old;
CREATE DOMAIN public.cents AS bigint;
CREATE DOMAIN public.positive_cents AS cents;
ALTER DOMAIN public.positive_cents ADD CONSTRAINT positive_cents_check check (((value)::bigint > 0));
CREATE DOMAIN public.big_cents AS positive_cents default 1000;
COMMENT ON DOMAIN public.big_cents IS 'many';
ALTER DOMAIN public.big_cents ADD CONSTRAINT big check (((value)::bigint > 999));
ALTER TABLE public.transfers ALTER COLUMN amount DROP DEFAULT, ALTER COLUMN amount TYPE positive_cents USING amount::positive_cents, ALTER COLUMN amount SET DEFAULT 1, ALTER COLUMN fee TYPE big_cents USING fee::big_cents;
DROP DOMAIN public.cents_old;
COMMIT;

-- 2. create composite type priced: declared, not there
CREATE TYPE public.priced AS (net cents, what text);

-- 3. add column transfers.price: declared, not there
--    lock: ACCESS EXCLUSIVE on public.transfers (blocks reads and writes)
ALTER TABLE public.transfers ADD COLUMN price priced;

-- 4. add column transfers.other: declared, not there
--    lock: ACCESS EXCLUSIVE on public.transfers (blocks reads and writes)
ALTER TABLE public.transfers ADD COLUMN other cents[];
