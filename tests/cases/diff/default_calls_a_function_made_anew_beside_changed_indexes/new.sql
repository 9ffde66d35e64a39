CREATE FUNCTION new_key(start text DEFAULT 'a') RETURNS text LANGUAGE sql AS 'SELECT $1';
CREATE TABLE t (name text DEFAULT new_key(), short text, CONSTRAINT u UNIQUE (name, short));
CREATE INDEX i ON t (name, short);
