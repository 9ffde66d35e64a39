CREATE TABLE t (id integer, word varchar(20), amount numeric);
CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE DOMAIN d AS varchar(3);
CREATE VIEW v AS SELECT id FROM t WHERE word IN ('a', 'b');
