CREATE FUNCTION is_fine(b integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT b > 0';
CREATE DOMAIN fine AS integer CONSTRAINT is_fine CHECK (is_fine(VALUE));
CREATE TABLE t (f fine DEFAULT 1);
