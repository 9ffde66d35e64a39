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

CREATE SCHEMA "Made" AUTHORIZATION pgkeel_case_owner;
COMMENT ON SCHEMA "Made" IS 'made here';
GRANT USAGE ON SCHEMA "Made" TO pgkeel_case_reader;
CREATE TYPE "Made".kind AS ENUM ('a', 'b');
CREATE SEQUENCE "Made"."Numbers";
CREATE TABLE "Made".a (id integer PRIMARY KEY DEFAULT nextval('"Made"."Numbers"'), k "Made".kind);
CREATE TABLE b (id integer REFERENCES "Made".a, k "Made".kind);
CREATE FUNCTION "Made".f("Made".kind) RETURNS "Made".a LANGUAGE sql AS 'SELECT NULL::"Made".a';
CREATE VIEW v AS SELECT b.id FROM b JOIN "Made".a USING (id);
CREATE VIEW "Made".v AS SELECT * FROM public.v;
