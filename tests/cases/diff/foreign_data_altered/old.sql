-- Options are altered: what is made anew would lose its passwords.
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

CREATE FOREIGN DATA WRAPPER wrapper OPTIONS (debug 'one');
CREATE SERVER versioned VERSION '1' FOREIGN DATA WRAPPER wrapper;
CREATE SERVER "Server" TYPE 'a version ''1''' VERSION 'one' FOREIGN DATA WRAPPER wrapper OPTIONS (host 'one', gone 'x, y');
GRANT USAGE ON FOREIGN SERVER "Server" TO pgkeel_case_reader;
CREATE USER MAPPING FOR pgkeel_case_reader SERVER "Server" OPTIONS ("user" 'one', password 'secret');
CREATE FOREIGN TABLE f (id integer OPTIONS (column_name 'one'), name text) SERVER "Server" OPTIONS (file 'one', gone 'x, y');
