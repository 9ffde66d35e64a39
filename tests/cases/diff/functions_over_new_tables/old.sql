CREATE TABLE o (x int);
CREATE FUNCTION named(language text) RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE VIEW uses_named AS SELECT named('a');
