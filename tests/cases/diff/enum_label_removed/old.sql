-- A label is taken away: the columns, also arrays, are converted to a new type of the name, with their defaults.
CREATE TYPE status AS ENUM ('draft', 'review', 'done');
CREATE TABLE t (id integer PRIMARY KEY, s status NOT NULL DEFAULT 'draft', many status[] DEFAULT '{draft,done}');
CREATE INDEX by_status ON t (s);
INSERT INTO t VALUES (1, 'done', '{done}');
COMMENT ON TYPE status IS 'where it stands';
COMMENT ON COLUMN t.s IS 'now';
