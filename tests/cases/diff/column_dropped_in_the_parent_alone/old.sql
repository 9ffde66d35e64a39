CREATE TABLE parent (id int, n int, m text);
CREATE TABLE child (own text) INHERITS (parent);
CREATE TABLE other () INHERITS (parent);
