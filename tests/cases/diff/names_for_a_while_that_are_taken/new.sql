CREATE TABLE t (at date, id int GENERATED ALWAYS AS IDENTITY);
CREATE TABLE k () INHERITS (t);
CREATE SEQUENCE t_id_seq_first;
CREATE TABLE u (a int, b int);
CREATE INDEX u_i ON u (b);
CREATE TABLE u_i_new (x int);
