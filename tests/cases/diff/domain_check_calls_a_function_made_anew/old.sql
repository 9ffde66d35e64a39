CREATE FUNCTION is_fine(a integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT a > 0';
CREATE DOMAIN fine AS integer CONSTRAINT is_fine CHECK (is_fine(VALUE));
CREATE TABLE t (f fine DEFAULT 1);
