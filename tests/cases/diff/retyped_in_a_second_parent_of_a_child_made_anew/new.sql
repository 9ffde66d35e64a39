CREATE TABLE a (x int NOT NULL, y text DEFAULT 'a');
CREATE TABLE b (x int, z date);
ALTER TABLE a ADD CONSTRAINT positive CHECK (x > 0) NO INHERIT;
CREATE TABLE c (x int DEFAULT 7, own text) INHERITS (a, b);
CREATE TABLE d () INHERITS (c);
