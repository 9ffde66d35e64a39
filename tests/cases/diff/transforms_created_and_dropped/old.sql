CREATE TYPE celsius AS (degrees numeric);
CREATE FUNCTION from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textlike_support';
CREATE FUNCTION other_from_sql(internal) RETURNS internal LANGUAGE internal IMMUTABLE STRICT AS 'textlike_support';
CREATE TRANSFORM FOR celsius LANGUAGE plpgsql (FROM SQL WITH FUNCTION from_sql(internal));
