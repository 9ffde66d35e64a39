-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (change column t.a to boolean) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 2 (change column t.b to integer[]) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 3 (change column t.c to uuid) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 4 (change column t.d to date) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.a to boolean: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a TYPE boolean USING a::boolean;
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT false;
COMMIT;

-- 2. change column t.b to integer[]: it is json
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN b TYPE integer[] USING b::text::integer[];

-- 3. change column t.c to uuid: it is bytea
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN c TYPE uuid USING c::text::uuid;

-- 4. change column t.d to date: it is boolean
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN d DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN d TYPE date USING d::text::date;
ALTER TABLE public.t ALTER COLUMN d SET DEFAULT '2020-01-01'::date;
COMMIT;
