-- From old to new: 1 unexpected, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
-- Consent: step 3 (drop column t.id) needs --allow data-loss.
SET search_path = public;

-- 1. take sequence t_id_seq from its column: it would go when the column goes
ALTER SEQUENCE public.t_id_seq OWNED BY NONE;

-- 2. set the default of column t.n: it is none
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
ALTER TABLE public.t ALTER COLUMN n SET DEFAULT nextval('t_id_seq'::regclass);

-- 3. drop column t.id: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
--    hazard: data-loss
ALTER TABLE public.t DROP COLUMN id;
