CREATE TYPE part AS (name text, weight int, old bool);
CREATE TYPE crate AS (label text, parts part[], best part);
CREATE TABLE shelf (id int, boxes crate[], one crate, parts part[]);
INSERT INTO shelf VALUES (1, ARRAY[ROW('a', ARRAY[ROW('x,"y', 1, true), NULL, ROW(NULL,NULL,NULL)]::part[], ROW('b(', 2, NULL))::crate, NULL], ROW('o', '{}', NULL)::crate, '{}'), (2, NULL, NULL, ARRAY[ROW('n', 5, false)]::part[]);
CREATE TYPE addr AS (street text, zip varchar(5), no int);
CREATE TABLE person (id int, home addr, others addr[]);
CREATE FUNCTION zip(addr) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1.zip::text';
CREATE INDEX ON person (zip(home));
CREATE VIEW v AS SELECT (home).street, (home).zip FROM person;
