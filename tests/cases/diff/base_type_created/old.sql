-- A type is known to the functions that it is made of before it is made of them.
CREATE TABLE t (id integer);
