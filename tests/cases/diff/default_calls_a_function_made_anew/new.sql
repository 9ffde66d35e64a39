CREATE FUNCTION fresh() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint';
CREATE TABLE t (a int DEFAULT fresh(), b bigint DEFAULT fresh() + 2);
