CREATE TABLE a (id int, n int NOT NULL, PRIMARY KEY (id, n));
CREATE TABLE b (a_id int, a_n int, FOREIGN KEY (a_id, a_n) REFERENCES a);
