-- From old to new: 1 missing, 1 unexpected, 3 changed.
-- Proven on a temporary database on the same server: 0 steps, 0 differences left.
-- Not proven: 5 steps about roles and what else only the server has.
SET search_path = public;

-- 1. drop event trigger gone: not declared
DROP EVENT TRIGGER gone;

-- 2. drop event trigger changed: it fires no more as it should; it comes back below, after what it would fire on
DROP EVENT TRIGGER changed;

-- 3. let event trigger state be disabled: whether it fires differs
ALTER EVENT TRIGGER state DISABLE;

-- 4. create event trigger Made: declared, not there
BEGIN;
CREATE EVENT TRIGGER "Made" ON table_rewrite EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER "Made" ENABLE ALWAYS;
COMMIT;

-- 5. create event trigger changed: put back
BEGIN;
CREATE EVENT TRIGGER changed ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION on_ddl();
COMMENT ON EVENT TRIGGER changed IS 'two tags';
COMMIT;
