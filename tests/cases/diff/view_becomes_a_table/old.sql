CREATE TABLE t (id integer, name text);
CREATE VIEW v AS SELECT id, name FROM t;
CREATE VIEW over_v AS SELECT name FROM v;
GRANT SELECT ON v TO PUBLIC;
