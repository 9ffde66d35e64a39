CREATE TABLE parent (id int, n int DEFAULT 1);
CREATE TABLE child (own text) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
ALTER TABLE grandchild ALTER n SET DEFAULT 2;
CREATE INDEX grandchild_n ON grandchild (n);
