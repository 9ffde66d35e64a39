CREATE FUNCTION twice(m int) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT m * 2::bigint';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (twice(a)) STORED);
CREATE INDEX t_twice ON t (twice(a));
ALTER TABLE t ADD CHECK (twice(a) > 0);
