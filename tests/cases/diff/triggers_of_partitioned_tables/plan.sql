-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 4 steps, 0 differences left.
SET search_path = public;

-- 1. drop trigger t.gone: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER gone ON public.t;

-- 2. replace trigger t.changed: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER changed ON public.t;
CREATE TRIGGER changed after insert or update ON public.t for each row execute function touch();
ALTER TABLE public.t2 DISABLE TRIGGER changed;
COMMIT;

-- 3. replace trigger t1.own: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t1 (blocks reads and writes)
BEGIN;
DROP TRIGGER own ON public.t1;
CREATE TRIGGER own before insert ON public.t1 for each row when ((new.id > 0)) execute function touch();
COMMIT;

-- 4. create trigger t.made: declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
CREATE TRIGGER made before update ON public.t for each row execute function touch();
