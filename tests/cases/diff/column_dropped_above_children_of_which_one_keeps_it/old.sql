CREATE TABLE animals (id integer, name text);
CREATE TABLE cats (name text) INHERITS (animals);
CREATE TABLE dogs (name text, age integer) INHERITS (animals);
