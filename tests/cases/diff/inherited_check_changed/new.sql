CREATE TABLE parent (id int, CONSTRAINT bounded CHECK (id > 1));
CREATE TABLE child (CONSTRAINT own CHECK (id <> 5)) INHERITS (parent);
