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

CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE STRICT LEAKPROOF PARALLEL RESTRICTED COST 3 SET "TimeZone" = 'UTC' AS 'SELECT a';
REVOKE EXECUTE ON FUNCTION f(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f(integer) TO pgkeel_case_writer WITH GRANT OPTION;
ALTER FUNCTION f(integer) OWNER TO pgkeel_case_owner;
COMMENT ON FUNCTION f(integer) IS 'same';
CREATE FUNCTION g() RETURNS SETOF integer LANGUAGE plpgsql AS 'BEGIN RETURN; END';
