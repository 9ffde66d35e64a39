CREATE PROCEDURE run(a integer) LANGUAGE sql AS 'SELECT';
COMMENT ON PROCEDURE run(integer) IS 'runs';
