CREATE FUNCTION next_number() RETURNS integer LANGUAGE sql AS 'SELECT 1';
CREATE TABLE p (id bigint NOT NULL, c0 numeric DEFAULT next_number()) PARTITION BY HASH (id);
CREATE TABLE p0 PARTITION OF p FOR VALUES WITH (modulus 2, remainder 0);
CREATE TABLE p1 (LIKE p INCLUDING DEFAULTS);
ALTER TABLE p ATTACH PARTITION p1 FOR VALUES WITH (modulus 2, remainder 1);
CREATE TABLE t (id bigint, a integer DEFAULT next_number());
CREATE TABLE kid () INHERITS (t);
ALTER TABLE kid ALTER a SET DEFAULT 1 + next_number();
