-- From old to new: 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 5 steps, 0 differences left.
SET search_path = public;

-- 1. drop index t.by_reverse: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.by_reverse;

-- 2. alter operator family "Reverse" using btree: its definition differs
ALTER OPERATOR FAMILY public."Reverse" using btree ADD FUNCTION 1 (integer, bigint) btint48cmp(integer,bigint);

-- 3. replace operator class "Reverse" using btree: its definition differs
BEGIN;
DROP OPERATOR CLASS public."Reverse" using btree;
CREATE OPERATOR CLASS public."Reverse" FOR TYPE integer USING btree FAMILY public."Reverse" AS OPERATOR 1 >(integer,integer), OPERATOR 2 >=(integer,integer), OPERATOR 3 =(integer,integer), OPERATOR 4 <=(integer,integer), OPERATOR 5 <(integer,integer), FUNCTION 1 (integer, integer) backwards(integer,integer);
COMMENT ON OPERATOR CLASS public."Reverse" using btree IS 'downwards';
COMMIT;

-- 4. create index t.by_reverse: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY by_reverse ON public.t (id "Reverse");

-- 5. drop operator family others using btree: not declared
DROP OPERATOR FAMILY public.others using btree;
