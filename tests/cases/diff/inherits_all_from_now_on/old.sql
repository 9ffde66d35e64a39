CREATE TABLE parent (id int, n int);
CREATE TABLE child (id int, n int, own text);
