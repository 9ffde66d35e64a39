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

CREATE FOREIGN DATA WRAPPER "Wrapper" OPTIONS (debug 'it''s');
COMMENT ON FOREIGN DATA WRAPPER "Wrapper" IS 'a wrapper';
CREATE SERVER "select" TYPE 'x' VERSION '1' FOREIGN DATA WRAPPER "Wrapper" OPTIONS (host 'a b');
COMMENT ON SERVER "select" IS 'a server';
GRANT USAGE ON FOREIGN DATA WRAPPER "Wrapper" TO pgkeel_case_reader;
GRANT USAGE ON FOREIGN SERVER "select" TO pgkeel_case_writer;
CREATE USER MAPPING FOR pgkeel_case_reader SERVER "select" OPTIONS ("user" 'x');
CREATE USER MAPPING FOR PUBLIC SERVER "select";
CREATE FOREIGN TABLE "Far" (id integer OPTIONS (column_name 'ID') NOT NULL DEFAULT 1, name text COLLATE "C", CONSTRAINT c CHECK (id > 0)) SERVER "select" OPTIONS ("table" 't');
COMMENT ON FOREIGN TABLE "Far" IS 'far away';
COMMENT ON COLUMN "Far".name IS 'its name';
GRANT SELECT (name) ON "Far" TO pgkeel_case_reader;
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT name FROM "Far";
