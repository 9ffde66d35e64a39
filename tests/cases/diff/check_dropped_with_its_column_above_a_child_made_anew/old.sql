CREATE TABLE animals (id integer, name text, CONSTRAINT named CHECK (name <> ''));
CREATE TABLE cats (id integer, name text, lives integer, CONSTRAINT named CHECK (name <> ''));
ALTER TABLE cats INHERIT animals;
