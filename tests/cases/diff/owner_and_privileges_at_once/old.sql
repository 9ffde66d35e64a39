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

CREATE SCHEMA house;
CREATE TABLE house.room (id integer);
GRANT CREATE ON SCHEMA house TO pgkeel_case_reader WITH GRANT OPTION;
REVOKE ALL ON SCHEMA house FROM postgres;
CREATE TABLE t (id integer, secret text);
GRANT SELECT ON t TO pgkeel_case_reader;
GRANT INSERT, UPDATE ON t TO pgkeel_case_writer;
GRANT UPDATE (secret) ON t TO pgkeel_case_writer;
CREATE FUNCTION f() RETURNS integer LANGUAGE sql AS 'SELECT 1';
REVOKE EXECUTE ON FUNCTION f() FROM PUBLIC;
ALTER TABLE t OWNER TO pgkeel_case_owner;
ALTER FUNCTION f() OWNER TO pgkeel_case_owner;
