CREATE TABLE events (id bigint PRIMARY KEY, at date NOT NULL, note text DEFAULT 'x');
CREATE INDEX events_at_idx ON events (at);
COMMENT ON TABLE events IS 'What happened';
