CREATE TYPE status AS ENUM ('a', 'b');
CREATE TABLE t (id integer, s status, is_a boolean GENERATED ALWAYS AS (s = 'a') STORED, last integer);
