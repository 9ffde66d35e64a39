CREATE TYPE point_of AS (x int, y text);
CREATE TABLE t OF point_of (PRIMARY KEY (x));
CREATE TABLE u (x int, y text);
CREATE TABLE gone OF point_of;
