CREATE TABLE a (id int, x text);
CREATE TABLE b (id int, x text);
CREATE TABLE c (z text) INHERITS (b);
CREATE INDEX c_id ON c (id);
