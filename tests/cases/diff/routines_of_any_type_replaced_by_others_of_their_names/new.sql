CREATE FUNCTION adds(anycompatiblearray, anycompatible) RETURNS anycompatiblearray LANGUAGE sql AS 'SELECT array_append($1, $2)';
CREATE AGGREGATE collects(anycompatible) (SFUNC = adds, STYPE = anycompatiblearray);
CREATE FUNCTION first(a anyelement, b anyelement) RETURNS anyelement LANGUAGE sql AS 'SELECT a';
CREATE VIEW v AS SELECT collects(x), first(1, 2) FROM generate_series(1, 2) x;
