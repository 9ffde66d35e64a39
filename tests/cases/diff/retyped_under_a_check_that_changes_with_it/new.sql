CREATE TABLE t (a text CHECK (a > 'b'), b int);
CREATE INDEX t_a ON t (a) WHERE a > 'c';
CREATE INDEX t_b ON t (b);
