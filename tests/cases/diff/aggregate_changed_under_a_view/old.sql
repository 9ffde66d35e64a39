CREATE AGGREGATE "Sum"(integer) (SFUNC = int4pl, STYPE = integer, INITCOND = '0');
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT "Sum"(id) AS s FROM t;
CREATE AGGREGATE gone(text) (SFUNC = textcat, STYPE = text);
