CREATE FUNCTION ok(v int, lowest int DEFAULT 0) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT v > lowest';
CREATE DOMAIN d AS int CHECK (ok(VALUE));
CREATE TABLE t (id int, a d);
