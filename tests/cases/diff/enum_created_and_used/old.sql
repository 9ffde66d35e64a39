-- A new type is there before the columns, arrays and functions that name it, and goes after them.
CREATE TABLE t (id integer);
