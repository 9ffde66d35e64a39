-- Before PostgreSQL 17 a partition has no identity of its own: its column may have a default.
CREATE TABLE tickets (day date NOT NULL, id bigint GENERATED ALWAYS AS IDENTITY) PARTITION BY RANGE (day);
CREATE TABLE tickets_2026 PARTITION OF tickets FOR VALUES FROM ('2026-01-01') TO ('2027-01-01');
DO $$
BEGIN
  IF current_setting('server_version_num')::int < 170000 THEN
    ALTER TABLE tickets_2026 ALTER COLUMN id SET DEFAULT 10000;
  END IF;
END $$;
