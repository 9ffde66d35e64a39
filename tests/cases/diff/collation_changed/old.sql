CREATE TABLE t (a text, b text COLLATE "C" DEFAULT 'x');
CREATE INDEX t_a ON t (a);
CREATE UNIQUE INDEX t_b ON t (b);
