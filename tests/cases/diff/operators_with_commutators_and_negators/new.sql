CREATE TYPE pair AS (a integer, b integer);
CREATE FUNCTION pair_eq(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a = $2.a';
CREATE FUNCTION pair_ne(pair, pair) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT $1.a <> $2.a';
CREATE OPERATOR === (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_eq, COMMUTATOR = ===, NEGATOR = !==, RESTRICT = eqsel, JOIN = eqjoinsel, HASHES, MERGES);
CREATE OPERATOR !== (LEFTARG = pair, RIGHTARG = pair, FUNCTION = pair_ne, COMMUTATOR = !==, NEGATOR = ===);
COMMENT ON OPERATOR === (pair, pair) IS 'the same first';
CREATE TABLE t (p pair);
CREATE VIEW v AS SELECT p FROM t WHERE p === ROW(1, 2)::pair;
