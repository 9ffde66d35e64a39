CREATE TYPE celsius AS (degrees numeric);
CREATE FUNCTION to_celsius(numeric) RETURNS celsius LANGUAGE sql IMMUTABLE AS 'SELECT ROW($1)::celsius';
CREATE FUNCTION from_celsius(celsius) RETURNS numeric LANGUAGE sql IMMUTABLE AS 'SELECT $1.degrees';
CREATE CAST (numeric AS celsius) WITH FUNCTION to_celsius(numeric);
CREATE CAST (celsius AS text) WITH INOUT;
