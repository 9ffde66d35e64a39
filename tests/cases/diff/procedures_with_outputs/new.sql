CREATE PROCEDURE f(a text, OUT b integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE g(a integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE h(a integer, OUT b text) LANGUAGE sql AS $$SELECT 'y'::text$$;
CREATE PROCEDURE both_ways(a integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE both_ways(OUT a integer) LANGUAGE sql AS 'SELECT 1';
