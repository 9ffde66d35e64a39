-- From old to new: 4 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 1 (change how column t.b is generated; change column t.b to jsonb) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 3 (change column t.c to text) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (change column t.d to mood) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. change how column t.b is generated; change column t.b to jsonb: in one transaction, so that nobody misses what goes and comes back
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
-- change how column t.b is generated: it is generated always as (('{"a": 1}'::text || ''::text)) stored
ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION;
-- change column t.b to jsonb: it is text
ALTER TABLE public.t ALTER COLUMN b TYPE jsonb USING b::jsonb;
COMMIT;

-- 2. change how column t.c is generated: it is generated always as identity
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN c DROP IDENTITY;

-- 3. change column t.c to text: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN c TYPE text USING c::text;

-- 4. change column t.d to mood: it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN d TYPE mood USING d::mood;
