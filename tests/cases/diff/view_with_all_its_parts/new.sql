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

CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO pgkeel_case_writer;
CREATE TABLE t (id integer, name text);
REVOKE ALL ON t FROM pgkeel_case_writer;
CREATE VIEW v AS SELECT id, name, length(name) AS long FROM t;
ALTER VIEW v OWNER TO pgkeel_case_owner;
REVOKE ALL ON v FROM pgkeel_case_writer;
GRANT SELECT (name) ON v TO pgkeel_case_writer;
ALTER VIEW v ALTER COLUMN name SET DEFAULT 'nobody';
COMMENT ON COLUMN v.name IS 'What it is called';
CREATE TRIGGER insteads INSTEAD OF INSERT ON v FOR EACH ROW EXECUTE FUNCTION touch();
CREATE RULE no_delete AS ON DELETE TO v DO INSTEAD NOTHING;
COMMENT ON RULE no_delete ON v IS 'Nothing goes';
CREATE FUNCTION rows_of_v() RETURNS SETOF v LANGUAGE sql BEGIN ATOMIC SELECT * FROM v; END;
CREATE POLICY through_view ON t USING (EXISTS (SELECT FROM v WHERE v.id = t.id));
CREATE MATERIALIZED VIEW m AS SELECT id, name FROM v WITH NO DATA;
REVOKE ALL ON m FROM pgkeel_case_writer;
ALTER MATERIALIZED VIEW m ALTER COLUMN name SET STATISTICS 77;
CREATE UNIQUE INDEX m_id ON m (id);
ALTER MATERIALIZED VIEW m CLUSTER ON m_id;
COMMENT ON INDEX m_id IS 'By number';
GRANT SELECT ON t TO pgkeel_case_owner;
