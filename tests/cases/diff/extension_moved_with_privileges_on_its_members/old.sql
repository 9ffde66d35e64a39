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

CREATE SCHEMA "Other";
CREATE EXTENSION hstore WITH SCHEMA "Other";
GRANT EXECUTE ON FUNCTION "Other".akeys("Other".hstore) TO pgkeel_case_reader;
REVOKE USAGE ON TYPE "Other".hstore FROM PUBLIC;
