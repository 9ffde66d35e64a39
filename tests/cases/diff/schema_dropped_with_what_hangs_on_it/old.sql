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

CREATE SCHEMA "Odd in schema s";
CREATE TABLE "Odd in schema s".t (id integer);
ALTER DEFAULT PRIVILEGES IN SCHEMA "Odd in schema s" GRANT EXECUTE ON FUNCTIONS TO pgkeel_case_reader;
ALTER DEFAULT PRIVILEGES FOR ROLE pgkeel_case_owner IN SCHEMA "Odd in schema s" GRANT SELECT ON TABLES TO pgkeel_case_reader;
CREATE TABLE stays (id integer);
CREATE FUNCTION same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
-- A schema goes in which an operator is named that is not made.
CREATE SCHEMA gone;
CREATE OPERATOR =%= (LEFTARG = integer, RIGHTARG = integer, FUNCTION = same, NEGATOR = OPERATOR(gone.!%));
