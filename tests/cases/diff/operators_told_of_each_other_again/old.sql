CREATE SCHEMA "Odd.s";
CREATE FUNCTION less(integer, bigint) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 < $2';
CREATE FUNCTION more(bigint, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 > $2';
CREATE FUNCTION same(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 = $2';
CREATE FUNCTION other(integer, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1 <> $2';
-- Both are there and do not know of each other; a view uses the one.
CREATE OPERATOR <~ (LEFTARG = integer, RIGHTARG = bigint, FUNCTION = less);
CREATE OPERATOR "Odd.s".~> (LEFTARG = bigint, RIGHTARG = integer, FUNCTION = more);
CREATE TABLE t (a integer, b bigint);
CREATE VIEW v AS SELECT a FROM t WHERE a <~ b;
-- The one goes, and the other names it on.
CREATE OPERATOR === (LEFTARG = integer, RIGHTARG = integer, FUNCTION = same, NEGATOR = !==);
CREATE OPERATOR !== (LEFTARG = integer, RIGHTARG = integer, FUNCTION = other, NEGATOR = ===);
-- They part.
CREATE OPERATOR ==# (LEFTARG = integer, RIGHTARG = integer, FUNCTION = same, COMMUTATOR = ==#, NEGATOR = !=#);
CREATE OPERATOR !=# (LEFTARG = integer, RIGHTARG = integer, FUNCTION = other, COMMUTATOR = !=#, NEGATOR = ==#);
COMMENT ON OPERATOR ==# (integer, integer) IS 'the same';
-- One is made anew, and both know of it.
CREATE OPERATOR ==@ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = same, NEGATOR = !=@, HASHES);
CREATE OPERATOR !=@ (LEFTARG = integer, RIGHTARG = integer, FUNCTION = other, NEGATOR = ==@);
