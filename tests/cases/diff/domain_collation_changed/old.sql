CREATE DOMAIN word AS text;
CREATE TABLE t (w word, plain text);
CREATE INDEX by_word ON t (w);
