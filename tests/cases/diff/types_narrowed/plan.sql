-- From old to new: 7 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 1 (change column t.a to character varying(10)) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change column t.b to numeric(10,1)) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 3 (change column t.c to date) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 4 (change column t.d to character varying(10)[]) needs --allow rewrite,blocks-reads.
-- Consent: step 5 (change column t.e to integer) needs --allow rewrite,blocks-reads.
-- Consent: step 6 (change column t.f to text COLLATE "C") needs --allow blocks-reads.
-- Consent: step 7 (change column t.h to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.a to character varying(10): it is character varying(50)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE character varying(10);

-- 2. change column t.b to numeric(10,1): it is numeric(10,3)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN b TYPE numeric(10,1);

-- 3. change column t.c to date: it is timestamp with time zone
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN c TYPE date USING c::date;

-- 4. change column t.d to character varying(10)[]: it is character varying(50)[]
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN d TYPE character varying(10)[];

-- 5. change column t.e to integer: it is bigint
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN e TYPE integer USING e::integer;

-- 6. change column t.f to text COLLATE "C": it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: long-scan, blocks-reads
ALTER TABLE public.t ALTER COLUMN f TYPE text COLLATE "C";

-- 7. change column t.h to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN h TYPE bigint;
