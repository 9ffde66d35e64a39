-- From old to new: 3 missing, 3 unexpected, 7 changed.
-- Proven on a temporary database on the same server: 13 steps, 0 differences left.
-- Consent: step 2 (make composite type turned, composite type wider anew) needs --allow rewrite,blocks-reads,data-loss.
-- Consent: step 6 (change column keeps_order.a to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 7 (change column turns_typed.a to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 8 (make table other_order anew, with its rows) needs --allow rewrite,blocks-reads.
-- Consent: step 9 (drop column keeps_order.b) needs --allow data-loss.
-- Consent: step 10 (drop column turns_plain.b) needs --allow data-loss.
-- Note: column order of table other_order: a, b; declared b, a
SET search_path = public;

-- 1. make table turns_plain a table of its own: it is of left_behind
--    lock: ACCESS EXCLUSIVE on public.turns_plain (blocks reads and writes)
ALTER TABLE public.turns_plain NOT OF;

-- 2. make composite type turned, composite type wider anew: PostgreSQL cannot alter that; a value that does not fit makes it fail, and nothing changes
--    lock: ACCESS EXCLUSIVE on public.keeps_order (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.other_order (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.stores_it (blocks reads and writes)
--    hazard: rewrite, blocks-reads, data-loss
BEGIN;
ALTER TABLE public.keeps_order NOT OF;
ALTER TABLE public.other_order NOT OF;
ALTER TYPE public.turned RENAME TO turned_old;
ALTER TYPE public.wider RENAME TO wider_old;
CREATE TYPE public.turned AS (b text, a bigint);
CREATE TYPE public.wider AS (a bigint, d date, c date);
ALTER TABLE public.stores_it ALTER COLUMN w TYPE wider USING CASE WHEN w IS DISTINCT FROM NULL THEN ROW((w).a::bigint, NULL, NULL)::wider END;
DROP TYPE public.wider_old;
DROP TYPE public.turned_old;
COMMIT;

-- 3. add column keeps_order.d: declared, not there
--    lock: ACCESS EXCLUSIVE on public.keeps_order (blocks reads and writes)
ALTER TABLE public.keeps_order ADD COLUMN d date;

-- 4. add column keeps_order.c: declared, not there
--    lock: ACCESS EXCLUSIVE on public.keeps_order (blocks reads and writes)
ALTER TABLE public.keeps_order ADD COLUMN c date;

-- 5. add column turns_plain.c: declared, not there
--    lock: ACCESS EXCLUSIVE on public.turns_plain (blocks reads and writes)
ALTER TABLE public.turns_plain ADD COLUMN c date;

-- 6. change column keeps_order.a to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.keeps_order (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.keeps_order ALTER COLUMN a TYPE bigint USING a::bigint;

-- 7. change column turns_typed.a to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.turns_typed (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.turns_typed ALTER COLUMN a TYPE bigint USING a::bigint;

-- 8. make table other_order anew, with its rows: its columns stand in the order of its type's attributes, and none can be moved; its rows are copied
--    lock: ACCESS EXCLUSIVE on public.other_order (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.other_order DROP CONSTRAINT other_order_a_key;
ALTER TABLE public.other_order RENAME TO other_order_old;
CREATE TABLE public.other_order (
    b text,
    a bigint not null
);
ALTER TABLE public.other_order OF turned;
ALTER TABLE public.other_order ADD CONSTRAINT other_order_a_key unique (a);
INSERT INTO public.other_order (b, a)
SELECT b, a::bigint
  FROM ONLY public.other_order_old;
DROP TABLE public.other_order_old;
COMMIT;

-- 9. drop column keeps_order.b: not declared
--    lock: ACCESS EXCLUSIVE on public.keeps_order (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.keeps_order DROP COLUMN b;

-- 10. drop column turns_plain.b: not declared
--    lock: ACCESS EXCLUSIVE on public.turns_plain (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.turns_plain DROP COLUMN b;

-- 11. drop composite type left_behind: not declared
DROP TYPE public.left_behind;

-- 12. change the of type of table turns_typed: it is none
--    lock: ACCESS EXCLUSIVE on public.turns_typed (blocks reads and writes)
ALTER TABLE public.turns_typed OF turned;

-- 13. make table keeps_order of its type again: put back
--    lock: ACCESS EXCLUSIVE on public.keeps_order (blocks reads and writes)
ALTER TABLE public.keeps_order OF wider;
