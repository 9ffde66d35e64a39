CREATE TABLE t (id integer, name text);
CREATE TABLE v (id integer PRIMARY KEY, name text);
CREATE VIEW over_v AS SELECT name FROM v;
GRANT SELECT ON v TO PUBLIC;
