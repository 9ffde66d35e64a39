CREATE TABLE parent (id int, n text DEFAULT 'a', fresh date DEFAULT '2020-01-01' NOT NULL);
CREATE TABLE child (own text) INHERITS (parent);
CREATE TABLE grandchild () INHERITS (child);
ALTER TABLE grandchild ALTER n SET DEFAULT 'b';
CREATE INDEX grandchild_n ON grandchild (n);
