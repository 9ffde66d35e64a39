CREATE TABLE animals (id integer);
CREATE TABLE cats (name text, lives integer, CONSTRAINT named CHECK (name <> '')) INHERITS (animals);
