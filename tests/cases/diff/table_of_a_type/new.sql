CREATE TYPE point_of AS (x int, y text);
CREATE TABLE t (x int PRIMARY KEY, y text);
CREATE TABLE u OF point_of (y DEFAULT 'a');
CREATE TABLE fresh OF point_of (x NOT NULL);
