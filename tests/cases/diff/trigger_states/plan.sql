-- From old to new: 1 missing, 2 changed.
-- Proven on a temporary database on the same server: 3 steps, 0 differences left.
SET search_path = public;

-- 1. create trigger t.replicas: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
BEGIN;
CREATE TRIGGER replicas before delete ON public.t for each row execute function touch();
ALTER TABLE public.t ENABLE REPLICA TRIGGER replicas;
COMMIT;

-- 2. let trigger t."Odd one" be disabled: whether it fires differs
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
ALTER TABLE public.t DISABLE TRIGGER "Odd one";

-- 3. let trigger t.always be enabled: whether it fires differs
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
ALTER TABLE public.t ENABLE TRIGGER always;
