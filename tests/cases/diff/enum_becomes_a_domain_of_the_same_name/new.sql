CREATE DOMAIN status AS text CONSTRAINT known CHECK (VALUE IN ('a', 'b'));
CREATE TABLE t (id integer, s status DEFAULT 'a');
CREATE VIEW v AS SELECT s FROM t;
