CREATE TYPE status AS ENUM ('draft', 'done');
CREATE TABLE t (id integer PRIMARY KEY, s status NOT NULL DEFAULT 'draft', many status[] DEFAULT '{draft,done}');
CREATE INDEX by_status ON t (s);
COMMENT ON TYPE status IS 'where it stands';
COMMENT ON COLUMN t.s IS 'now';
