CREATE TABLE t (name text, n int) PARTITION BY LIST (lower(name));
CREATE TABLE t_a PARTITION OF t FOR VALUES IN ('a');
