CREATE TYPE celsius AS (degrees numeric);
CREATE FUNCTION to_celsius(numeric) RETURNS celsius LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1)::celsius';
CREATE FUNCTION from_celsius(celsius) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1.degrees';
CREATE CAST (numeric AS celsius) WITH FUNCTION to_celsius(numeric) AS ASSIGNMENT;
COMMENT ON CAST (numeric AS celsius) IS 'as a number';
CREATE CAST (celsius AS numeric) WITH FUNCTION from_celsius(celsius) AS IMPLICIT;
CREATE VIEW v AS SELECT ROW(1)::celsius::numeric AS n;
