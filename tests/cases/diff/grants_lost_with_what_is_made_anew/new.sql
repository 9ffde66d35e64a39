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

ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO pgkeel_case_writer;
ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pgkeel_case_writer;
CREATE FUNCTION f(b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT b';
REVOKE EXECUTE ON FUNCTION f(integer) FROM PUBLIC, pgkeel_case_writer;
GRANT EXECUTE ON FUNCTION f(integer) TO pgkeel_case_owner WITH GRANT OPTION;
SET ROLE pgkeel_case_owner;
GRANT EXECUTE ON FUNCTION f(integer) TO pgkeel_case_reader;
RESET ROLE;
CREATE VIEW v AS SELECT f(1) AS f, 2 AS two;
REVOKE ALL ON v FROM pgkeel_case_writer;
GRANT SELECT (f) ON v TO pgkeel_case_reader;
GRANT INSERT ON v TO pgkeel_case_owner WITH GRANT OPTION;
