CREATE TABLE documents (id int, words tsvector);
CREATE INDEX documents_words ON documents USING gin (words) WITH (gin_pending_list_limit = 4096);
CREATE TABLE queue (id int) WITH (fillfactor = 70, autovacuum_enabled = false);
