DO $$
DECLARE
    role text;
BEGIN
    FOREACH role IN ARRAY ARRAY['pgkeel_case_owner', 'pgkeel_case_reader', 'pgkeel_case_writer'] LOOP
        -- Two tests at once may both find it missing.
        BEGIN
            IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
                EXECUTE format('CREATE ROLE %I', role);
            END IF;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END LOOP;
END
$$;

CREATE FUNCTION on_ddl() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE FUNCTION on_drop() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER changed ON ddl_command_start WHEN TAG IN ('CREATE TABLE', 'ALTER TABLE') EXECUTE FUNCTION on_ddl();
COMMENT ON EVENT TRIGGER changed IS 'two tags';
CREATE EVENT TRIGGER state ON ddl_command_end EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER state DISABLE;
CREATE EVENT TRIGGER "Made" ON table_rewrite EXECUTE FUNCTION on_ddl();
ALTER EVENT TRIGGER "Made" ENABLE ALWAYS;
