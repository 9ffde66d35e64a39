CREATE TABLE t (id int NOT NULL, n int, PRIMARY KEY (id)) PARTITION BY RANGE (id);
CREATE INDEX t_n_idx ON t (n);
CREATE TABLE t_0 (id int NOT NULL, n int, CONSTRAINT own_key PRIMARY KEY (id));
CREATE INDEX own_index ON t_0 (n);
