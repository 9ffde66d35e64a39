CREATE FUNCTION handler() RETURNS language_handler LANGUAGE c AS '$libdir/plpgsql', 'plpgsql_call_handler';
CREATE LANGUAGE mine HANDLER handler;
CREATE FUNCTION one() RETURNS int LANGUAGE mine AS 'BEGIN RETURN 1; END';
