-- Dictionaries, operators and aggregates are altered in place; what stands on what cannot be altered comes back.
CREATE TEXT SEARCH TEMPLATE template (LEXIZE = dsimple_lexize, INIT = dsimple_init);
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple, STOPWORDS = 'english');
CREATE TEXT SEARCH DICTIONARY others (TEMPLATE = template);
CREATE TEXT SEARCH CONFIGURATION config (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION config ALTER MAPPING FOR word WITH words, others;
CREATE TABLE t (body text, n integer);
CREATE INDEX by_words ON t USING gin (to_tsvector('config', body));
CREATE FUNCTION same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = same, COMMUTATOR = ===);
CREATE AGGREGATE total(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
COMMENT ON AGGREGATE total(integer) IS 'The sum';
CREATE VIEW v AS SELECT total(n) AS total, bool_and(n === 1) AS ones FROM t;
