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

CREATE TABLE t (a integer, b integer, c integer);
CREATE STATISTICS owned ON a, b FROM t;
ALTER STATISTICS owned OWNER TO pgkeel_case_owner;
COMMENT ON STATISTICS owned IS 'whose';
CREATE STATISTICS exact ON b, c FROM t;
ALTER STATISTICS exact SET STATISTICS 100;
