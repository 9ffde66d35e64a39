-- From old to new: 2 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (change column t.id to bigint) needs --allow rewrite,blocks-reads.
SET search_path = public;

-- 1. alter sequence t_id_seq: its definition differs
ALTER SEQUENCE public.t_id_seq AS BIGINT MINVALUE 1 NO MAXVALUE;

-- 2. change column t.id to bigint: it is integer
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: rewrite, blocks-reads
BEGIN;
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN id TYPE bigint USING id::bigint;
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('t_id_seq'::regclass);
COMMIT;
