CREATE DOMAIN percent AS numeric CONSTRAINT bounds CHECK (VALUE BETWEEN 0 AND 1);
CREATE TYPE share AS (who text, part percent);
CREATE TABLE t (s share);
