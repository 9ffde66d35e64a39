-- A configuration's mappings are altered in place: what searches with it stays.
CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = simple);
CREATE TEXT SEARCH CONFIGURATION "Search" (COPY = simple);
CREATE TABLE t (body text, v tsvector GENERATED ALWAYS AS (to_tsvector('"Search"', body)) STORED);
CREATE INDEX by_body ON t USING gin (to_tsvector('"Search"', body));
