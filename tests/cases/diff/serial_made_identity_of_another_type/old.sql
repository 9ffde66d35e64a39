CREATE TABLE plain (id serial, note text);
CREATE TABLE seen (id serial PRIMARY KEY, note text);
CREATE VIEW seen_ids AS SELECT id FROM seen;
INSERT INTO seen (note) VALUES ('a'), ('b');
CREATE TABLE narrow (id bigserial, note text);
