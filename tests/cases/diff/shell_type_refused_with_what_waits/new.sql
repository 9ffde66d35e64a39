CREATE TYPE odd;
CREATE FUNCTION odd_in(cstring) RETURNS odd LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
CREATE TABLE t (b bigint);
CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE parted (m mood, n integer) PARTITION BY LIST (m);
CREATE TABLE parted_1 PARTITION OF parted FOR VALUES IN ('sad');
CREATE VIEW moods AS SELECT m, n FROM parted;
