CREATE TABLE child (id int NOT NULL, n int DEFAULT 3, own text, CONSTRAINT positive CHECK (id > 0));
