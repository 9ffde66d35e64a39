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
CREATE FUNCTION is_ok(number integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > 0';
ALTER FUNCTION is_ok(integer) OWNER TO pgkeel_case_owner;
REVOKE EXECUTE ON FUNCTION is_ok(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION is_ok(integer) TO pgkeel_case_reader;
COMMENT ON FUNCTION is_ok(integer) IS 'Whether it is';
CREATE FUNCTION both_ok(a integer, b integer) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN is_ok(a) AND is_ok(b);
CREATE DOMAIN ok_number AS integer CONSTRAINT number_is_ok CHECK (is_ok(VALUE));
CREATE TABLE t (id integer, n integer, ok boolean DEFAULT is_ok(1), CONSTRAINT n_is_ok CHECK (is_ok(n)));
CREATE INDEX ok_rows ON t (id) WHERE is_ok(n);
COMMENT ON INDEX ok_rows IS 'Those that are';
CREATE TRIGGER only_ok BEFORE INSERT ON t FOR EACH ROW WHEN (is_ok(new.n)) EXECUTE FUNCTION touch();
ALTER TABLE t DISABLE TRIGGER only_ok;
CREATE RULE keep AS ON DELETE TO t WHERE is_ok(old.n) DO INSTEAD NOTHING;
COMMENT ON RULE keep ON t IS 'Kept';
CREATE POLICY ok_ones ON t FOR SELECT TO pgkeel_case_reader USING (is_ok(n));
CREATE VIEW ok_view AS SELECT id, is_ok(n) AS ok FROM t;
ALTER VIEW ok_view OWNER TO pgkeel_case_owner;
GRANT SELECT (id) ON ok_view TO pgkeel_case_reader;
CREATE MATERIALIZED VIEW ok_stored AS SELECT id FROM ok_view WITH NO DATA;
GRANT SELECT ON t TO pgkeel_case_owner;
