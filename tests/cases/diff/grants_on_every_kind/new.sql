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

CREATE SEQUENCE s;
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS integer;
CREATE TYPE c AS (a integer);
CREATE TYPE r AS RANGE (SUBTYPE = integer);
CREATE FUNCTION f(integer) RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE p() LANGUAGE sql AS '';
CREATE AGGREGATE a(integer) (SFUNC = int4pl, STYPE = integer);
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER server FOREIGN DATA WRAPPER w;
CREATE TABLE t (id integer, "Name" text);
CREATE VIEW v AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
GRANT SELECT, INSERT ON t TO pgkeel_case_reader;
GRANT SELECT ("Name"), UPDATE (id, "Name"), REFERENCES (id) ON t TO pgkeel_case_writer;
GRANT SELECT ON t TO PUBLIC;
REVOKE DELETE ON t FROM postgres;
GRANT SELECT, UPDATE ON SEQUENCE s TO pgkeel_case_reader WITH GRANT OPTION;
REVOKE USAGE ON TYPE e FROM PUBLIC;
GRANT USAGE ON DOMAIN d TO pgkeel_case_reader;
REVOKE USAGE ON TYPE c FROM PUBLIC;
GRANT USAGE ON TYPE r TO pgkeel_case_writer;
REVOKE EXECUTE ON FUNCTION f(integer) FROM PUBLIC;
GRANT EXECUTE ON PROCEDURE p() TO pgkeel_case_reader;
GRANT EXECUTE ON FUNCTION a(integer) TO pgkeel_case_reader;
GRANT USAGE ON FOREIGN DATA WRAPPER w TO pgkeel_case_reader;
GRANT USAGE ON FOREIGN SERVER server TO pgkeel_case_reader;
GRANT SELECT ON v TO PUBLIC;
GRANT SELECT ON m TO pgkeel_case_writer;
GRANT USAGE ON SCHEMA public TO pgkeel_case_reader;
