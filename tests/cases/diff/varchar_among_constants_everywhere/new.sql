-- PostgreSQL prints `word IN ('a')` as the cast of an array, and reads that as a cast of each element: what is made of what it
-- printed must print the same, too.
CREATE TABLE t (id integer, word varchar(20), amount numeric,
    computed boolean GENERATED ALWAYS AS (word IN ('a', 'b')) STORED,
    CHECK (word IN ('a', 'b')), CHECK (word <> ALL (ARRAY['])::', 'd']::varchar[])), CHECK (amount = ANY (ARRAY[1, 2])));
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE FUNCTION is_known(word varchar) RETURNS boolean LANGUAGE sql IMMUTABLE RETURN word IN ('a', 'b');
CREATE DOMAIN d AS varchar(3) CHECK (VALUE IN ('a', 'b'));
CREATE VIEW v AS SELECT id FROM t WHERE word IN ('a', 'b', 'c');
CREATE MATERIALIZED VIEW m AS SELECT word, count(*) FILTER (WHERE word NOT IN ('a', 'b')) FROM t GROUP BY word;
CREATE INDEX i ON t (id) WHERE word IN ('a', 'b');
CREATE POLICY p ON t USING (word IN ('a', 'b')) WITH CHECK (word NOT IN ('a', 'b'));
CREATE RULE r AS ON DELETE TO t WHERE OLD.word IN ('a', 'b') DO INSTEAD NOTHING;
CREATE TRIGGER g BEFORE UPDATE ON t FOR EACH ROW WHEN (NEW.word IN ('a', 'b')) EXECUTE FUNCTION f();
