CREATE TABLE t (id int NOT NULL, a int, twice int GENERATED ALWAYS AS (a * 2) STORED);
