-- Roles and expressions of a policy are altered where it stands; its command and kind need a new one.
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

CREATE TABLE t (id integer, owner text);
ALTER TABLE t ENABLE ROW LEVEL SECURITY;
CREATE POLICY roles ON t TO pgkeel_case_reader USING (id > 0);
CREATE POLICY expressions ON t USING (id > 0);
CREATE POLICY no_check ON t USING (id > 0) WITH CHECK (id > 1);
CREATE POLICY command ON t FOR SELECT USING (id > 0);
CREATE POLICY kind ON t USING (id > 0);
CREATE POLICY "Gone" ON t FOR INSERT WITH CHECK (id > 5);
