CREATE TABLE a (id int PRIMARY KEY, n int, UNIQUE (id, n));
CREATE TABLE b (a_id int CONSTRAINT to_a REFERENCES a, n int, FOREIGN KEY (a_id, n) REFERENCES a (id, n));
