CREATE TABLE parent (id int NOT NULL, name text);
CREATE TABLE child (id int NOT NULL, name text);
ALTER TABLE child INHERIT parent;
CREATE TABLE one (name text);
CREATE TABLE other (name text);
CREATE TABLE a_child_of_both (name text NOT NULL) INHERITS (one, other);
