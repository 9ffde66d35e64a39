-- From old to new: 7 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
-- Consent: step 4 (change column t.d to bit varying(9)) needs --allow rewrite,blocks-reads.
-- Consent: step 5 (change column t.e to timestamp with time zone) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 6 (change column t.f to inet) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.a to character varying(20): it is character varying(10)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN a TYPE character varying(20);

-- 2. change column t.b to text: it is character varying(10)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b TYPE text;

-- 3. change column t.c to numeric(10,2): it is numeric(8,2)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN c TYPE numeric(10,2);

-- 4. change column t.d to bit varying(9): it is bit varying(5)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN d TYPE bit varying(9);

-- 5. change column t.e to timestamp with time zone: it is timestamp without time zone; each value is read in the session's TimeZone, and where that is UTC no row is rewritten
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN e TYPE timestamp with time zone USING e::timestamp with time zone;

-- 6. change column t.f to inet: it is cidr
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN f TYPE inet USING f::inet;

-- 7. change column t.g to text[]: it is character varying(5)[]
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN g TYPE text[];
