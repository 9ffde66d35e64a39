CREATE TABLE t (id integer, name text);
CREATE FUNCTION rows() RETURNS TABLE (id integer, name text) LANGUAGE sql STABLE AS 'SELECT id, name FROM t';
CREATE FUNCTION outs(IN a integer, OUT b bigint, INOUT c text) LANGUAGE plpgsql AS 'BEGIN END';
CREATE VIEW v AS SELECT id FROM rows();
