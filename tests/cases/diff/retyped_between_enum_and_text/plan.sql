-- From old to new: 3 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 1 (change column t.a to text) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change column t.b to mood) needs --allow data-loss,rewrite,blocks-reads.
-- Consent: step 3 (change column t.c to text[]) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. change column t.a to text: it is mood
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN a TYPE text USING a::text;
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT 'sad'::text;
COMMIT;

-- 2. change column t.b to mood: it is text
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN b DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN b TYPE mood USING b::mood;
ALTER TABLE public.t ALTER COLUMN b SET DEFAULT 'happy'::mood;
COMMIT;

-- 3. change column t.c to text[]: it is mood[]
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN c TYPE text[] USING c::text[];
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT '{sad}'::text[];
COMMIT;
