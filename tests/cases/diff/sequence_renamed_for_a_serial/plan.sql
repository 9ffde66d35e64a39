-- From old to new: 1 missing, 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
-- Consent: step 4 (drop sequence old_counter) needs --allow data-loss.
-- Note: if this is a rename, say so: --rename sequence:old_counter=t_id_seq
SET search_path = public;

-- 1. create sequence t_id_seq: declared, not there
CREATE SEQUENCE public.t_id_seq as integer;

-- 2. set the default of column t.id: it is nextval('old_counter'::regclass)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
ALTER TABLE public.t ALTER COLUMN id SET DEFAULT nextval('t_id_seq'::regclass);
SELECT setval('public.t_id_seq', last_value, is_called) FROM public.old_counter;
COMMIT;

-- 3. give sequence t_id_seq to its column: it goes when the column goes
ALTER SEQUENCE public.t_id_seq OWNED BY t.id;

-- 4. drop sequence old_counter: not declared
--    hazard: data-loss
DROP SEQUENCE public.old_counter;
