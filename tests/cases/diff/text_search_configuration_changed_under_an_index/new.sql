CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH DICTIONARY snow (TEMPLATE = snowball, Language = english, StopWords = english);
CREATE TEXT SEARCH CONFIGURATION "Search" (COPY = simple);
ALTER TEXT SEARCH CONFIGURATION "Search" ALTER MAPPING FOR asciiword, word WITH snow, words;
ALTER TEXT SEARCH CONFIGURATION "Search" DROP MAPPING FOR email, url, host;
COMMENT ON TEXT SEARCH CONFIGURATION "Search" IS 'with stems';
CREATE TABLE t (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('"Search"', body)) STORED);
CREATE INDEX by_body ON t USING gin (to_tsvector('"Search"', body));
