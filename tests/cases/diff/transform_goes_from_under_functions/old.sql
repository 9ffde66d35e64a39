-- A function takes a transform for its result's type that it does not name; it must be made anew once that is gone.
CREATE FUNCTION one() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE VIEW v AS SELECT 1 AS n;
CREATE TRANSFORM FOR integer LANGUAGE sql (FROM SQL WITH FUNCTION prsd_lextype(internal), TO SQL WITH FUNCTION int4recv(internal));
CREATE FUNCTION two() RETURNS integer LANGUAGE sql AS 'SELECT 2';
CREATE VIEW w AS SELECT two() AS n;
COMMENT ON FUNCTION two() IS 'over it';
