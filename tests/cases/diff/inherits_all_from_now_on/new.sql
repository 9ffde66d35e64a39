CREATE TABLE parent (id int, n int);
CREATE TABLE child (own text) INHERITS (parent);
