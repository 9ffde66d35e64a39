CREATE TYPE odd;
CREATE FUNCTION odd_in(cstring) RETURNS odd LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE FUNCTION odd_out(odd) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
CREATE TYPE odd (INPUT = odd_in, OUTPUT = odd_out, LIKE = integer);
CREATE TABLE t (a odd, b integer);
CREATE TYPE mood AS ENUM ('sad', 'ok', 'gone');
CREATE TABLE parted (m mood, n integer) PARTITION BY LIST (m);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN ('sad');
CREATE VIEW moods AS SELECT m, n FROM parted;
