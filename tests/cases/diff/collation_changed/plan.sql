-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 2 (change column t.a to text COLLATE "C") needs --allow blocks-reads.
-- Consent: step 3 (change column t.b to text COLLATE "POSIX") needs --allow blocks-reads.
SET search_path = public;

-- 1. drop index t.t_b: dropped beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    not in a transaction
DROP INDEX CONCURRENTLY public.t_b;

-- 2. change column t.a to text COLLATE "C": it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE text COLLATE "C";

-- 3. change column t.b to text COLLATE "POSIX": it is text collate "C"
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN b TYPE text COLLATE "POSIX";
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 'x'::text;
COMMIT;

-- 4. create index t.t_b: put back; built beside the table's traffic
--    lock: SHARE UPDATE EXCLUSIVE on public.t (blocks nothing but other DDL)
--    hazard: long-scan
--    not in a transaction
CREATE UNIQUE INDEX CONCURRENTLY t_b ON public.t (b collate "C");
