-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 6 steps, 0 differences left.
-- Consent: step 3 (drop constraint t.t_a_check; change column t.a to text; change column t.b to integer; add constraint t.t_a_check) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. drop index t.t_a: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_a;

-- 2. drop index t.t_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_b;

-- 3. drop constraint t.t_a_check; change column t.a to text; change column t.b to integer; add constraint t.t_a_check: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- drop constraint t.t_a_check: it stands in the way, and comes back below; until then it does not hold
ALTER TABLE public.t DROP CONSTRAINT t_a_check;
-- change column t.a to text: it is integer
ALTER TABLE public.t ALTER COLUMN a TYPE text USING a::text;
-- change column t.b to integer: it is text
ALTER TABLE public.t ALTER COLUMN b TYPE integer USING b::integer;
-- add constraint t.t_a_check: new rows first: no scan
ALTER TABLE public.t ADD CONSTRAINT t_a_check check ((a > 'b'::text)) NOT VALID;
COMMIT;

-- 4. validate constraint t.t_a_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_a_check;

-- 5. create index t.t_a: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_a ON public.t (a) where (a > 'c'::text);

-- 6. create index t.t_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_b ON public.t (b);
