CREATE FUNCTION time_between(time, time) RETURNS double precision LANGUAGE sql STRICT IMMUTABLE AS 'SELECT extract(epoch FROM $1 - $2)::double precision';
CREATE TYPE "Time Range" AS RANGE (SUBTYPE = time, SUBTYPE_DIFF = time_between);
CREATE TYPE textrange AS RANGE (SUBTYPE = text, COLLATION = "C", SUBTYPE_OPCLASS = text_pattern_ops);
COMMENT ON TYPE textrange IS 'from a to z';
CREATE TABLE t (id integer, open "Time Range" DEFAULT '[08:00,17:00)', words textrange[], EXCLUDE USING gist (open WITH &&));
