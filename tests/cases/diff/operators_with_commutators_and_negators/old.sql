CREATE TYPE pair AS (a integer, b integer);
CREATE FUNCTION pair_eq(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2.a';
CREATE FUNCTION pair_ne(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a <> $2.a';
CREATE TABLE t (p pair);
