CREATE TABLE parent (id int, m text);
CREATE TABLE child (n int, own text) INHERITS (parent);
CREATE TABLE other () INHERITS (parent);
