-- PostgreSQL makes what an operator names as its commutator by name alone, and keeps it.
CREATE TYPE ver AS (major int, minor int);
CREATE FUNCTION ver_lt(ver, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OPERATOR <<< (LEFTARG = ver, RIGHTARG = int, FUNCTION = ver_lt, COMMUTATOR = >>>);
CREATE TYPE kind AS ENUM ('a');
CREATE FUNCTION kind_lt(int, kind) RETURNS bool LANGUAGE sql IMMUTABLE AS 'SELECT false';
CREATE OPERATOR <<< (LEFTARG = int, RIGHTARG = kind, FUNCTION = kind_lt, NEGATOR = >>>=);
