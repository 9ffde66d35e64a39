CREATE FUNCTION odd(text) RETURNS text LANGUAGE sql AS $outer$
SELECT $1 || $$ it's $$ || E'\n\\' || U&'\00e9' || 'é—ü' -- a comment; with 'quotes'
   || $function$ inner $function$ /* another '*/
$outer$;
COMMENT ON FUNCTION odd(text) IS E'a\nb -- c';
CREATE PROCEDURE "Do It"(INOUT a integer) LANGUAGE plpgsql AS E'BEGIN\r\n  a := 2;\r\nEND -- ';
CREATE FUNCTION "select"("table" integer, "Öl" text DEFAULT ';') RETURNS TABLE ("from" integer, "a b" text) LANGUAGE plpgsql AS '-- $1
BEGIN RETURN; END;';
