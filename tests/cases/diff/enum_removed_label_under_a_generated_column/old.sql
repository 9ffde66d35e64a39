-- A column that is computed from the enum's column is computed anew.
CREATE TYPE status AS ENUM ('a', 'b', 'c');
CREATE TABLE t (id integer, s status, is_a boolean GENERATED ALWAYS AS (s = 'a') STORED, last integer);
