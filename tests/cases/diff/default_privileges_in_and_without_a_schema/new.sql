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

ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, UPDATE ON SEQUENCES TO pgkeel_case_writer WITH GRANT OPTION;
ALTER DEFAULT PRIVILEGES FOR ROLE pgkeel_case_owner GRANT USAGE ON TYPES TO pgkeel_case_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE pgkeel_case_owner REVOKE USAGE ON TYPES FROM PUBLIC;
CREATE TABLE stays (id integer);
GRANT SELECT ON stays TO pgkeel_case_reader;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE s;
CREATE TABLE made (id integer);
