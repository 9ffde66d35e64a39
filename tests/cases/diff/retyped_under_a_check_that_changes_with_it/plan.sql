-- From old to new: 5 changed.
-- Proven on a temporary database on the same server: 9 steps, 0 differences left.
-- Consent: step 4 (change column t.a to text) needs --allow rewrite,blocks-reads.
-- Consent: step 5 (change column t.b to integer) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. drop constraint t.t_a_check: it stands in the way, and comes back below; until then it does not hold
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t DROP CONSTRAINT t_a_check;

-- 2. drop index t.t_a: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_a;

-- 3. drop index t.t_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_b;

-- 4. change column t.a to text: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE text USING a::text;

-- 5. change column t.b to integer: it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN b TYPE integer USING b::integer;

-- 6. add constraint t.t_a_check: new rows first: no scan
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD CONSTRAINT t_a_check check ((a > 'b'::text)) NOT VALID;

-- 7. validate constraint t.t_a_check: reads the table beside its traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
ALTER TABLE public.t VALIDATE CONSTRAINT t_a_check;

-- 8. create index t.t_a: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_a ON public.t (a) where (a > 'c'::text);

-- 9. create index t.t_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE INDEX CONCURRENTLY t_b ON public.t (b);
