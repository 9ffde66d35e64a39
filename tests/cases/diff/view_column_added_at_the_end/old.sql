-- CREATE OR REPLACE VIEW adds columns at the end and changes what is behind the others: nothing that reads it is disturbed.
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

CREATE TABLE t (id integer, name text, price numeric);
CREATE VIEW v AS SELECT id, name FROM t;
GRANT SELECT ON v TO pgkeel_case_reader;
COMMENT ON COLUMN v.name IS 'loud';
CREATE VIEW over_v AS SELECT id FROM v;
CREATE MATERIALIZED VIEW m AS SELECT name FROM v;
CREATE FUNCTION f() RETURNS SETOF v LANGUAGE sql AS 'SELECT * FROM v';
CREATE RULE no_delete AS ON DELETE TO v DO INSTEAD NOTHING;
