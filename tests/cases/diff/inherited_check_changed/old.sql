CREATE TABLE parent (id int, CONSTRAINT bounded CHECK (id > 0));
CREATE TABLE child () INHERITS (parent);
