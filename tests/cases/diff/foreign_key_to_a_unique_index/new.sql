CREATE TABLE a (id int, n int);
CREATE UNIQUE INDEX a_id ON a (id) INCLUDE (n);
CREATE TABLE b (a_id int REFERENCES a (id));
