-- What a body holds is taken as it is: dollar quotes, quotes, backslashes, comments, line ends of another system.
CREATE FUNCTION odd(text) RETURNS text LANGUAGE sql AS 'SELECT 1::text';
CREATE PROCEDURE "Do It"(INOUT a integer) LANGUAGE plpgsql AS $body$BEGIN a := 1; END -- $$ here
$body$;
CREATE FUNCTION gone() RETURNS void LANGUAGE plpgsql AS $x$BEGIN PERFORM $function$a$function$; END$x$;
