-- A policy, a trigger and a rule that call a function of the table's rows: they go before it, and it before the table.
CREATE TABLE stays (id integer);
CREATE TABLE t (id integer, word text);
CREATE FUNCTION word_of(t) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.word';
CREATE FUNCTION changed() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE POLICY own ON t USING (word_of(t) = CURRENT_USER);
CREATE TRIGGER changes BEFORE UPDATE ON t FOR EACH ROW WHEN (word_of(NEW) <> '') EXECUTE FUNCTION changed();
CREATE RULE kept AS ON DELETE TO t WHERE word_of(OLD) = 'kept' DO INSTEAD NOTHING;
