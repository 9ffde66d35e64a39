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

CREATE FUNCTION f(a integer) RETURNS integer LANGUAGE sql AS 'SELECT a';
CREATE FUNCTION g() RETURNS SETOF integer LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER COST 7 ROWS 12 PARALLEL SAFE SET search_path = public, "Odd" SET work_mem = '1MB' AS 'BEGIN RETURN; END';
GRANT EXECUTE ON FUNCTION g() TO pgkeel_case_reader;
