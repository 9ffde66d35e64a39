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

CREATE FUNCTION f(b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT b';
REVOKE EXECUTE ON FUNCTION f(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION f(integer) TO pgkeel_case_reader;
ALTER FUNCTION f(integer) OWNER TO pgkeel_case_owner;
COMMENT ON FUNCTION f(integer) IS 'the same';
CREATE FUNCTION caller(integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN f($1);
CREATE TABLE t (id integer DEFAULT f(1) CONSTRAINT c CHECK (f(id) > 0), more integer);
CREATE INDEX by_f ON t (f(id)) WHERE f(more) > 2;
CREATE UNIQUE INDEX by_caller ON t (caller(id));
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE TRIGGER w BEFORE INSERT ON t FOR EACH ROW WHEN (f(new.id) > 1) EXECUTE FUNCTION touch();
CREATE POLICY p ON t USING (f(id) = 1);
CREATE RULE r AS ON DELETE TO t WHERE f(old.id) > 3 DO INSTEAD NOTHING;
CREATE VIEW v AS SELECT f(id) AS f FROM t;
GRANT SELECT ON v TO pgkeel_case_reader;
CREATE MATERIALIZED VIEW m AS SELECT * FROM v;
CREATE AGGREGATE agg(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = f);
COMMENT ON AGGREGATE agg(integer) IS 'with f';
CREATE OPERATOR @@@ (RIGHTARG = integer, FUNCTION = f);
COMMENT ON OPERATOR @@@ (NONE, integer) IS 'f';
CREATE DOMAIN d AS integer DEFAULT f(2) CHECK (f(VALUE) > 0);
CREATE STATISTICS s ON f(id), more FROM t;
