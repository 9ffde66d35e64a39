CREATE TYPE days;
CREATE FUNCTION canonical_days(days) RETURNS days LANGUAGE internal IMMUTABLE STRICT AS 'daterange_canonical';
CREATE TYPE days AS RANGE (SUBTYPE = date, CANONICAL = canonical_days);
CREATE TABLE t (id integer, d days);
