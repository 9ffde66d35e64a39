CREATE FUNCTION adds(anyarray, anyelement) RETURNS anyarray LANGUAGE sql AS 'SELECT array_append($1, $2)';
CREATE AGGREGATE collects(anyelement) (SFUNC = adds, STYPE = anyarray);
CREATE FUNCTION first(a anycompatible, b anycompatible) RETURNS anycompatible LANGUAGE sql AS 'SELECT a';
CREATE VIEW v AS SELECT collects(x), first(1, 2) FROM generate_series(1, 2) x;
