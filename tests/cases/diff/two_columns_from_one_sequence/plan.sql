-- From old to new: 1 missing, 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 2 (change column a.id to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 3 (change column b.id to bigint) needs --allow rewrite,blocks-reads.
-- Consent: step 4 (drop sequence a_id_seq) needs --allow data-loss.
SET search_path = public;

-- 1. create sequence ids: declared, not there
CREATE SEQUENCE public.ids;

-- 2. change column a.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.a (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.a ALTER COLUMN id TYPE bigint USING id::bigint;
ALTER TABLE public.a ALTER COLUMN id SET DEFAULT nextval('ids'::regclass);
SELECT setval('public.ids', last_value, is_called) FROM public.a_id_seq;
COMMIT;

-- 3. change column b.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.b (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.b ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.b ALTER COLUMN id TYPE bigint USING id::bigint;
ALTER TABLE public.b ALTER COLUMN id SET DEFAULT nextval('ids'::regclass);
SELECT setval('public.ids', last_value, is_called) FROM public.a_id_seq;
COMMIT;

-- 4. drop sequence a_id_seq: not declared
--    hazard: data-loss
DROP SEQUENCE public.a_id_seq;
