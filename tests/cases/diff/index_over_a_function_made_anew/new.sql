CREATE FUNCTION norm(t text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT upper($1)';
CREATE TABLE t (a text);
CREATE INDEX t_norm ON t (norm(a));
CREATE UNIQUE INDEX t_part ON t (a) WHERE norm(a) <> '';
