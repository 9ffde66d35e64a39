-- Attributes are added, dropped and given another type in place, while functions have the type as argument and result.
CREATE TYPE address AS (street text, "No" integer, gone text);
COMMENT ON COLUMN address.street IS 'with the number';
CREATE FUNCTION shown(address) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.street';
CREATE FUNCTION found() RETURNS SETOF address LANGUAGE plpgsql AS 'BEGIN RETURN; END';
