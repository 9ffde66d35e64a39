-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 2 (change column parent.n to text) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. add column parent.fresh: declared, not there
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
ALTER TABLE public.parent ADD COLUMN fresh date not null default '2020-01-01'::date;

-- 2. change column parent.n to text: it is integer
--    lock: ACCESS EXCLUSIVE on public.parent (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.parent ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.parent ALTER COLUMN n TYPE text USING n::text;
ALTER TABLE public.parent ALTER COLUMN n SET DEFAULT 'a'::text;
COMMIT;

-- 3. set the default of column grandchild.n: it is not its parent's
--    lock: ACCESS EXCLUSIVE on public.grandchild (blocks reads and writes)
ALTER TABLE public.grandchild ALTER COLUMN n SET DEFAULT 'b'::text;
