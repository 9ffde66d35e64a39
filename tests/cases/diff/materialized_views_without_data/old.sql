-- What was created without data cannot be read: nothing that reads it is filled, and it is put back as it was.
CREATE TABLE t (id integer, note varchar(10));
CREATE MATERIALIZED VIEW empty AS SELECT id, note FROM t WITH NO DATA;
CREATE VIEW through AS SELECT id FROM empty;
CREATE MATERIALIZED VIEW filled AS SELECT id FROM t;
CREATE INDEX by_id ON empty (id);
