-- What was granted on, to columns, and by default; and what fires on the plan itself.
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
CREATE EVENT TRIGGER "Changed" ON ddl_command_end EXECUTE FUNCTION on_ddl();
CREATE TABLE t (id integer, name text);
GRANT SELECT, UPDATE ON t TO pgkeel_case_reader WITH GRANT OPTION;
SET ROLE pgkeel_case_reader;
GRANT UPDATE ON t TO pgkeel_case_writer;
RESET ROLE;
GRANT SELECT (id) ON t TO pgkeel_case_reader;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pgkeel_case_writer;
ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO pgkeel_case_writer;
CREATE TABLE with_serial (id integer);
ALTER TABLE with_serial OWNER TO pgkeel_case_owner;
REVOKE ALL ON with_serial FROM pgkeel_case_writer;
GRANT EXECUTE ON FUNCTION on_ddl() TO PUBLIC;
