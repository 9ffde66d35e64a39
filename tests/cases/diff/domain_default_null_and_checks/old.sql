-- Default, NOT NULL and checks of a domain change in place; a check is added before it is validated.
CREATE DOMAIN "Name" AS text DEFAULT 'nobody' CONSTRAINT short CHECK (length(VALUE) < 100) CONSTRAINT "Gone" CHECK (VALUE <> '');
COMMENT ON DOMAIN "Name" IS 'old';
COMMENT ON CONSTRAINT short ON DOMAIN "Name" IS 'not long';
CREATE TABLE t (n "Name");
