CREATE TYPE part AS (name text, weight numeric, colour text);
CREATE TYPE crate AS (label text, parts part[], best part);
CREATE TABLE shelf (id int, boxes crate[], one crate, parts part[]);
CREATE TYPE addr AS (street text COLLATE "C", zip varchar(10), country text);
CREATE TABLE person (id int, home addr, others addr[]);
CREATE FUNCTION zip(addr) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.zip::text';
CREATE INDEX ON person (zip(home));
CREATE VIEW v AS SELECT (home).street, (home).country FROM person;
