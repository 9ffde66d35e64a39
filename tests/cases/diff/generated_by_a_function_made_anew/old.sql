CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT n * 2';
CREATE TABLE t (a int, b int GENERATED ALWAYS AS (twice(a)) STORED);
CREATE INDEX t_twice ON t (twice(a));
ALTER TABLE t ADD CHECK (twice(a) > 0);
