CREATE TABLE t (id integer, name text);
CREATE FUNCTION rows() RETURNS TABLE (id integer) LANGUAGE sql STABLE AS 'SELECT id FROM t';
CREATE FUNCTION outs(IN a integer, OUT b integer, INOUT c text) LANGUAGE plpgsql AS 'BEGIN END';
CREATE VIEW v AS SELECT id FROM rows();
