CREATE DOMAIN code AS text DEFAULT 'x' CONSTRAINT filled CHECK (VALUE <> '');
COMMENT ON DOMAIN code IS 'a code';
CREATE TABLE t (id integer, c code NOT NULL DEFAULT 'y', cs code[], CONSTRAINT low CHECK (c < 'z'));
CREATE INDEX by_code ON t (lower(c)) WHERE c <> 'q';
CREATE VIEW v AS SELECT c, cs FROM t WHERE c > 'a';
CREATE FUNCTION f(code) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
