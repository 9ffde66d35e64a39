CREATE TABLE documents (id int, words tsvector);
CREATE INDEX documents_words ON documents USING gin (words) WITH (fastupdate = on, gin_pending_list_limit = 4096);
CREATE TABLE queue (id int) WITH (fillfactor = 50, autovacuum_enabled = false);
