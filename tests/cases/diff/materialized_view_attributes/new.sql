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

CREATE TABLE t (id integer, name text);
CREATE MATERIALIZED VIEW m WITH (fillfactor = 50, autovacuum_enabled = false) AS SELECT id, name FROM t WITH NO DATA;
CREATE INDEX changed ON m (id, name);
CREATE UNIQUE INDEX made ON m (id);
ALTER MATERIALIZED VIEW m ALTER COLUMN name SET STATISTICS 10;
ALTER MATERIALIZED VIEW m ALTER COLUMN name SET STORAGE EXTERNAL;
COMMENT ON COLUMN m.name IS 'a name';
ALTER MATERIALIZED VIEW m OWNER TO pgkeel_case_owner;
