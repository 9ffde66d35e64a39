CREATE TABLE t (id int, a text, b text);
CREATE VIEW v AS SELECT id, a, b FROM t;
CREATE VIEW w AS SELECT id FROM v;
COMMENT ON VIEW w IS 'on top';
