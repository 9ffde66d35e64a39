CREATE TABLE t (id int NOT NULL, n int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX t_n_idx ON t (n);
