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

CREATE TABLE a (id integer PRIMARY KEY, name text, n integer);
CREATE TABLE "B b" (id integer PRIMARY KEY);
CREATE PUBLICATION tables FOR TABLE a;
CREATE PUBLICATION gone FOR ALL TABLES;
CREATE PUBLICATION options FOR TABLE a WITH (publish = 'insert');
