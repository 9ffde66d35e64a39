CREATE TABLE parent (id int NOT NULL, n int, CONSTRAINT positive CHECK (n > 0));
CREATE TABLE child (id int NOT NULL, n int, own text, CONSTRAINT positive CHECK (n > 0)) INHERITS (parent);
