-- From old to new: 1 missing, 1 unexpected, 6 changed.
-- Proven on a temporary database on the same server: 7 steps, 0 differences left.
SET search_path = public;

-- 1. drop trigger t.dropped: not declared
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
DROP TRIGGER dropped ON public.t;

-- 2. replace trigger t.arguments: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER arguments ON public.t;
CREATE TRIGGER arguments before insert ON public.t for each row execute function touch('it''s', '\x', '2');
COMMENT ON TRIGGER arguments ON public.t IS 'three';
COMMIT;

-- 3. replace trigger t.columns: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER columns ON public.t;
CREATE TRIGGER columns before update of id, "Name" ON public.t for each row when ((old."Name" is distinct from new."Name")) execute function touch();
COMMIT;

-- 4. replace trigger t.later: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER later ON public.t;
CREATE CONSTRAINT TRIGGER later after insert ON public.t deferrable initially deferred for each row execute function touch();
COMMIT;

-- 5. replace trigger t.rows: its definition differs
--    lock: ACCESS EXCLUSIVE on public.t (blocks reads and writes)
BEGIN;
DROP TRIGGER rows ON public.t;
CREATE TRIGGER rows after update ON public.t referencing old table as gone new table as "New" for each statement execute function other();
COMMIT;

-- 6. create trigger t."Made": declared, not there
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
BEGIN;
CREATE TRIGGER "Made" before insert or delete or update ON public.t for each row execute function touch();
ALTER TABLE public.t ENABLE REPLICA TRIGGER "Made";
COMMIT;

-- 7. let trigger t.state be enabled always: whether it fires differs
--    lock: SHARE ROW EXCLUSIVE on public.t (blocks writes)
ALTER TABLE public.t ENABLE ALWAYS TRIGGER state;
