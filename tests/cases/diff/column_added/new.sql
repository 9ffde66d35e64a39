CREATE TABLE t (id int PRIMARY KEY, note varchar(20) DEFAULT 'none' NOT NULL, token uuid DEFAULT gen_random_uuid());
COMMENT ON COLUMN t.note IS 'it''s a note';
