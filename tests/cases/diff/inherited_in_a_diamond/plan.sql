-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 2 (change column r.y to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (change column t.a to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (drop column t.b) needs --allow data-loss.
SET search_path = public;

-- 1. add column t.c: declared, not there
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ADD COLUMN c text not null default 'q'::text;

-- 2. change column r.y to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.r (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.r ALTER COLUMN y TYPE bigint USING y::bigint;

-- 3. change column t.a to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
ALTER TABLE public.t ALTER COLUMN a TYPE bigint USING a::bigint;

-- 4. drop column t.b: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN b;
