CREATE TABLE animals (id integer);
CREATE TABLE cats (name text) INHERITS (animals);
CREATE TABLE dogs (age integer) INHERITS (animals);
