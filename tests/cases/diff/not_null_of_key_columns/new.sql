CREATE TABLE t (id int, a int, b int PRIMARY KEY);
