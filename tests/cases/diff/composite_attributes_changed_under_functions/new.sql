CREATE TYPE address AS (street varchar(50), "No" bigint, "Zip Code" text COLLATE "C");
COMMENT ON COLUMN address.street IS 'with the number';
CREATE FUNCTION shown(address) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.street';
CREATE FUNCTION found() RETURNS SETOF address LANGUAGE plpgsql AS 'BEGIN RETURN; END';
