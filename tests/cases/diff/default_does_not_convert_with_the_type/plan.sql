-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (change column t.a to integer) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 2 (change column t.b to text) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (change column t.c to date) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.a to integer: it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a TYPE integer USING a::integer;
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 3;
COMMIT;

-- 2. change column t.b to text: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN b TYPE text USING b::text;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 'seven'::text;
COMMIT;

-- 3. change column t.c to date: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN c TYPE date USING c::text::date;
COMMIT;

-- 4. let column t.b be null: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN b DROP NOT NULL;
