-- A materialized view that is made anew is populated again, with its indexes, storage and statistics targets.
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
CREATE MATERIALIZED VIEW m WITH (fillfactor = 70) AS SELECT id, name FROM t;
CREATE UNIQUE INDEX m_id ON m (id);
COMMENT ON INDEX m_id IS 'by id';
ALTER MATERIALIZED VIEW m ALTER COLUMN name SET STATISTICS 500;
ALTER MATERIALIZED VIEW m CLUSTER ON m_id;
GRANT SELECT ON m TO pgkeel_case_reader;
COMMENT ON MATERIALIZED VIEW m IS 'names';
CREATE MATERIALIZED VIEW over_m AS SELECT count(*) AS n FROM m;
