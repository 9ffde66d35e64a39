CREATE FUNCTION fresh() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE TABLE t (a int DEFAULT fresh(), b int DEFAULT fresh() + 1);
