CREATE FUNCTION add(bigint, integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
CREATE AGGREGATE "Sum"(integer) (SFUNC = add, STYPE = bigint, INITCOND = '0', PARALLEL = SAFE);
COMMENT ON AGGREGATE "Sum"(integer) IS 'sums';
CREATE TABLE t (id integer);
CREATE VIEW v AS SELECT "Sum"(id) AS s FROM t;
CREATE AGGREGATE middle(double precision ORDER BY integer) (SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final, FINALFUNC_EXTRA);
