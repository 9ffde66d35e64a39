CREATE TYPE odd;
CREATE FUNCTION odd_in(cstring) RETURNS odd LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION odd_out(odd) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE FUNCTION modifiers_in(cstring[]) RETURNS integer LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodin';
CREATE FUNCTION modifiers_out(integer) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'varchartypmodout';
CREATE TYPE odd (INPUT = odd_in, OUTPUT = odd_out, LIKE = integer, TYPMOD_IN = modifiers_in, TYPMOD_OUT = modifiers_out);
CREATE DOMAIN twelve AS odd(12);
CREATE TABLE t (a odd(3), b twelve);
