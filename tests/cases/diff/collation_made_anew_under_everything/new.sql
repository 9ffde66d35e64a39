CREATE COLLATION blind (PROVIDER = icu, LOCALE = 'und-u-ks-level1', DETERMINISTIC = false);
CREATE DOMAIN word AS text COLLATE blind CHECK (VALUE <> 'x');
CREATE TYPE pair AS (a text COLLATE blind, b int);
CREATE TABLE t (a text COLLATE blind DEFAULT 'b', b text COLLATE blind, c varchar(10) COLLATE "C", d word, e pair, UNIQUE (a));
CREATE TABLE child (c varchar(10) COLLATE "C", own text COLLATE blind) INHERITS (t);
CREATE INDEX t_b ON t (b COLLATE blind, lower(c) COLLATE "POSIX");
CREATE VIEW v AS SELECT a, b COLLATE blind AS b FROM t ORDER BY a;
CREATE FUNCTION f(text) RETURNS boolean LANGUAGE sql BEGIN ATOMIC SELECT $1 = 'x' COLLATE blind; END;
