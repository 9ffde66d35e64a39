-- What an extension makes is never planned one by one; what uses it comes after it and goes before it.
CREATE EXTENSION hstore;
CREATE TABLE t (id integer, h hstore DEFAULT 'a=>1');
CREATE INDEX by_h ON t USING gin (h);
CREATE FUNCTION f(hstore) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT 1::text';
