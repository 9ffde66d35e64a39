CREATE TABLE t (a int CHECK (a > 0), b text);
CREATE INDEX t_a ON t (a) WHERE a > 5;
CREATE INDEX t_b ON t (b text_pattern_ops);
