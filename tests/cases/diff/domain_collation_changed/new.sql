CREATE DOMAIN word AS text COLLATE "C";
CREATE TABLE t (w word, plain text);
CREATE INDEX by_word ON t (w);
