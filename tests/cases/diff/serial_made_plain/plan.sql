-- From old to new: 1 unexpected, 1 changed.
-- Proven on a temporary database on the same server: 2 steps, 0 differences left.
-- Consent: step 2 (drop sequence t_id_seq) needs --allow data-loss.
SET search_path = public;

-- 1. drop the default of column t.id: it is nextval('t_id_seq'::regclass)
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN id DROP DEFAULT;

-- 2. drop sequence t_id_seq: not declared
--    hazard: data-loss
DROP SEQUENCE public.t_id_seq;
