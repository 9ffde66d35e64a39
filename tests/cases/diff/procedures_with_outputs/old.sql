-- PostgreSQL 14 and later: what comes out of a procedure is no part of what it is known by, and yet names it.
CREATE PROCEDURE f(a text) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE g(OUT a integer) LANGUAGE sql AS 'SELECT 1';
CREATE PROCEDURE h(a integer, OUT b text) LANGUAGE sql AS $$SELECT 'x'::text$$;
CREATE PROCEDURE h(a text) LANGUAGE sql AS 'SELECT 1';
COMMENT ON PROCEDURE h(integer, OUT text) IS 'with an output';
