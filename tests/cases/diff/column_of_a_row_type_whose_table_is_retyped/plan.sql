-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 1 (change column another.f1 to text) needs --allow rewrite,blocks-reads.
-- Consent: step 2 (change column another.f2 to bigint) needs --allow data-loss,rewrite,blocks-reads.
SET search_path = public;

-- 1. change column another.f1 to text: it is integer
--    lock: ACCESS EXCLUSIVE on public.another (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.tab2 (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.tab2 ALTER COLUMN z TYPE text USING z::text;
ALTER TABLE public.tab2 ALTER COLUMN y TYPE text USING y::text;
ALTER TABLE public.another ALTER COLUMN f1 TYPE text USING f1::text;
ALTER TABLE public.tab2 ALTER COLUMN y TYPE another USING y::another;
ALTER TABLE public.tab2 ALTER COLUMN z TYPE another[] USING z::another[];
COMMIT;

-- 2. change column another.f2 to bigint: it is text
--    lock: ACCESS EXCLUSIVE on public.another (blocks reads and writes)
--    lock: ACCESS EXCLUSIVE on public.tab2 (blocks reads and writes)
--    hazard: data-loss, rewrite, blocks-reads
BEGIN;
ALTER TABLE public.tab2 ALTER COLUMN z TYPE text USING z::text;
ALTER TABLE public.tab2 ALTER COLUMN y TYPE text USING y::text;
ALTER TABLE public.another ALTER COLUMN f2 TYPE bigint USING f2::bigint;
ALTER TABLE public.tab2 ALTER COLUMN y TYPE another USING y::another;
ALTER TABLE public.tab2 ALTER COLUMN z TYPE another[] USING z::another[];
COMMIT;
