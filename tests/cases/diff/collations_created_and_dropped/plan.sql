-- From old to new: 3 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 3 (change column t.a to text COLLATE "Numeric") needs --allow blocks-reads.
-- Consent: step 4 (change column t.b to text COLLATE insensitive) needs --allow blocks-reads.
SET search_path = public;

-- 1. create collation "Numeric": declared, not there
CREATE COLLATION public."Numeric" (PROVIDER = icu, LOCALE = 'en-u-kn-true');

-- 2. create collation insensitive: declared, not there
BEGIN;
CREATE COLLATION public.insensitive (PROVIDER = icu, DETERMINISTIC = false, LOCALE = 'und-u-ks-level2');
COMMENT ON COLLATION public.insensitive IS 'case counts not';
COMMIT;

-- 3. change column t.a to text COLLATE "Numeric": it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE "Numeric";

-- 4. change column t.b to text COLLATE insensitive: it is text collate gone
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
ALTER TABLE public.t ALTER COLUMN b TYPE text COLLATE insensitive;

-- 5. create index t.by_a: declared, not there; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_a ON public.t (a collate "C");

-- 6. drop collation gone: not declared
DROP COLLATION public.gone;
