CREATE TABLE t (id int NOT NULL, a text NOT NULL);
