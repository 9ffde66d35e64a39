CREATE DOMAIN "Name" AS text DEFAULT 'somebody' NOT NULL CONSTRAINT short CHECK (length(VALUE) < 50) CONSTRAINT added CHECK (VALUE !~ '^ ');
COMMENT ON DOMAIN "Name" IS 'new';
COMMENT ON CONSTRAINT added ON DOMAIN "Name" IS 'no space';
CREATE TABLE t (n "Name");
