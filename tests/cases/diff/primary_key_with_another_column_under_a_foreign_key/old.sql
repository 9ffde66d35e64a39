CREATE TABLE a (id int PRIMARY KEY, n int NOT NULL);
CREATE TABLE b (a_id int REFERENCES a, a_n int);
