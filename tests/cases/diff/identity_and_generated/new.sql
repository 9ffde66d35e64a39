CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, a int, twice int);
