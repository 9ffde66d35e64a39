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

CREATE SCHEMA "Other";
CREATE TABLE t (id serial PRIMARY KEY, n integer GENERATED ALWAYS AS IDENTITY, CONSTRAINT ck CHECK (n > 0));
CREATE INDEX ix ON t (n);
CREATE VIEW v AS SELECT id FROM t;
CREATE MATERIALIZED VIEW m AS SELECT id FROM t;
CREATE SEQUENCE s;
CREATE TYPE e AS ENUM ('a');
CREATE DOMAIN d AS integer CONSTRAINT dc CHECK (VALUE > 0);
CREATE TYPE c AS (a integer);
CREATE TYPE r AS RANGE (SUBTYPE = integer);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN new; END';
CREATE PROCEDURE p(integer) LANGUAGE sql AS '';
CREATE AGGREGATE a(integer) (SFUNC = int4pl, STYPE = integer);
CREATE FUNCTION same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = same);
CREATE OPERATOR FAMILY fam USING btree;
CREATE OPERATOR CLASS cls FOR TYPE integer USING btree FAMILY fam AS OPERATOR 1 <, OPERATOR 3 =, FUNCTION 1 btint4cmp(integer, integer);
CREATE COLLATION co (LOCALE = 'C');
CREATE CONVERSION cv FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
CREATE TEXT SEARCH DICTIONARY td (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION tc (COPY = simple);
CREATE STATISTICS st ON id, n FROM t;
CREATE FOREIGN DATA WRAPPER w;
CREATE SERVER server FOREIGN DATA WRAPPER w;
CREATE FOREIGN TABLE ft (id integer) SERVER server;
CREATE PUBLICATION pub FOR TABLE t;
CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION f();
CREATE RULE ru AS ON DELETE TO t DO INSTEAD NOTHING;
CREATE POLICY po ON t USING (true);
CREATE CAST (e AS integer) WITH INOUT;
CREATE FUNCTION ev() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';
CREATE EVENT TRIGGER et ON sql_drop EXECUTE FUNCTION ev();
CREATE EXTENSION pg_trgm;
ALTER SCHEMA "Other" OWNER TO pgkeel_case_owner;
ALTER TABLE t OWNER TO pgkeel_case_owner;
ALTER VIEW v OWNER TO pgkeel_case_owner;
ALTER MATERIALIZED VIEW m OWNER TO pgkeel_case_owner;
ALTER SEQUENCE s OWNER TO pgkeel_case_owner;
ALTER TYPE e OWNER TO pgkeel_case_owner;
ALTER DOMAIN d OWNER TO pgkeel_case_owner;
ALTER TYPE c OWNER TO pgkeel_case_owner;
ALTER TYPE r OWNER TO pgkeel_case_owner;
ALTER FUNCTION f() OWNER TO pgkeel_case_owner;
ALTER PROCEDURE p(integer) OWNER TO pgkeel_case_owner;
ALTER AGGREGATE a(integer) OWNER TO pgkeel_case_owner;
ALTER OPERATOR === (integer, integer) OWNER TO pgkeel_case_owner;
ALTER OPERATOR FAMILY fam USING btree OWNER TO pgkeel_case_owner;
ALTER OPERATOR CLASS cls USING btree OWNER TO pgkeel_case_owner;
ALTER COLLATION co OWNER TO pgkeel_case_owner;
ALTER CONVERSION cv OWNER TO pgkeel_case_owner;
ALTER TEXT SEARCH DICTIONARY td OWNER TO pgkeel_case_owner;
ALTER TEXT SEARCH CONFIGURATION tc OWNER TO pgkeel_case_owner;
ALTER STATISTICS st OWNER TO pgkeel_case_owner;
ALTER SERVER server OWNER TO pgkeel_case_owner;
ALTER FOREIGN TABLE ft OWNER TO pgkeel_case_owner;
ALTER PUBLICATION pub OWNER TO pgkeel_case_owner;
