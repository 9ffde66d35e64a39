CREATE TABLE grand (id int NOT NULL, CONSTRAINT positive CHECK (id > 0));
CREATE TABLE parent (n int DEFAULT 3) INHERITS (grand);
CREATE TABLE child (own text) INHERITS (parent);
