CREATE FUNCTION run(a integer) RETURNS void LANGUAGE sql AS 'SELECT';
COMMENT ON FUNCTION run(integer) IS 'runs';
